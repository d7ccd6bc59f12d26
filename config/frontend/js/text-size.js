// Changes the text size at once, so that nothing typed is lost; the server keeps it.
import { isCopy, read, write } from "./device/owner.js";

const KEPT = "hvs-text-size";
const SIZES = ["100", "125", "150"];

/** Takes over the text-size form; pages kept on the device remember it there. */
export function startTextSize() {
  const form = document.querySelector("form[data-text-size]");
  if (!form) return;
  const kept = read(KEPT);
  if (isCopy() && SIZES.includes(kept)) show(form, kept);
  form.addEventListener("submit", (event) => {
    if (!event.submitter) return;
    event.preventDefault();
    const size = event.submitter.value;
    const body = new URLSearchParams(new FormData(form));
    body.set("size", size);
    write(KEPT, size);
    fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
    show(form, size);
  });
}

function show(form, size) {
  document.documentElement.dataset.textSize = size;
  const [smaller, normal, larger] = form.querySelectorAll("button");
  const place = SIZES.indexOf(size);
  smaller.value = SIZES[Math.max(0, place - 1)];
  larger.value = SIZES[Math.min(2, place + 1)];
  normal.setAttribute("aria-pressed", String(place === 0));
  larger.setAttribute("aria-pressed", String(place > 0));
  mark(smaller, place === 0);
  mark(larger, place === 2);
}

function mark(button, atEnd) {
  if (atEnd) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
}

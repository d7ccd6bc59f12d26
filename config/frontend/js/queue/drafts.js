// What is typed is kept on the device, by person, until it is sent.
import { draftsOf, owner, read, write } from "../device/owner.js";

const KEPT_MILLISECONDS = 30 * 24 * 3600 * 1000;
const NOT_KEPT = ["csrfmiddlewaretoken", "submission_key"];
const nameOf = (action) => draftsOf(owner()) + new URL(action, location.href).pathname;

/** Brings back what was typed here, and keeps what is typed from now on. */
export function keepDraft(form) {
  restore(form);
  form.addEventListener("input", () => {
    const fields = [...new FormData(form)].filter(
      ([name, value]) => typeof value === "string" && !NOT_KEPT.includes(name),
    );
    write(nameOf(form.action), JSON.stringify({ at: Date.now(), fields }));
  });
}

export function dropDraft(action) {
  write(nameOf(action), null);
}

function restore(form) {
  let draft;
  try {
    draft = JSON.parse(read(nameOf(form.action)));
  } catch {
    draft = null;
  }
  if (!draft || Date.now() - draft.at > KEPT_MILLISECONDS) return;
  // What was saved on the server since, from another device perhaps, is newer.
  const saved = form.querySelector("[data-saved-at]");
  if (saved && Date.parse(saved.dataset.savedAt) > draft.at) return;
  for (const [name, value] of draft.fields) {
    for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) bringBack(input, value);
  }
}

/** Says so too: autosave.js listens, and the server may not know this answer yet. */
function bringBack(input, value) {
  if (input.type === "radio" || input.type === "checkbox") {
    if (input.value !== value || input.checked) return;
    input.checked = true;
  } else {
    if (input.type === "hidden" || input.value) return;
    input.value = value;
  }
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

// The lines that say what became of an answer.
import { words } from "./words.js";

/** In the form itself. state: "waiting", "sending" or "sent". */
export function say(form, text, state) {
  const line = form.querySelector("[data-queue-status]") || statusLine();
  line.dataset.state = state;
  if (line.textContent !== text) line.textContent = text; // read aloud once
}

/** At the top of the page, with a way on (an address, or `open` to be called); `seen` puts a button
 * beside it that closes it. */
export function announce(text, { state = "sent", href = "", label = "", open, seen } = {}) {
  const line = statusLine();
  line.dataset.state = state;
  line.textContent = "";
  const said = document.createElement("span");
  said.textContent = text;
  line.append(said);
  if (href) {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = label;
    line.append(" ", link);
  }
  if (open) line.append(" ", button(label, open));
  if (seen) line.append(" ", button(words.close, () => (line.remove(), seen())));
}

/** Takes the line at the top away. */
export function unsay() {
  const line = document.querySelector("main > [data-queue-status]");
  if (line) line.remove();
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "hv-link-button";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function statusLine() {
  const main = document.querySelector("main");
  let line = main.querySelector(":scope > [data-queue-status]");
  if (!line) {
    line = document.createElement("p");
    line.className = "hv-queue-status";
    line.setAttribute("role", "status");
    line.dataset.queueStatus = "";
    main.prepend(line);
  }
  return line;
}

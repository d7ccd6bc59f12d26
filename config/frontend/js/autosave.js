// A quiz that is not handed in is saved on the server: at most every 20 seconds, and on leaving.
// <form data-save="ADDRESS">. Only the questions that changed are sent; the server keeps the others.
// On leaving a beacon carries them: behind a service worker a fetch does not outlive its page.
import { owner } from "./device/owner.js";
import { words } from "./queue/words.js";
import { noteBegun } from "./saved/copies.js";

const EVERY_MILLISECONDS = 20000;
const QUESTION = /^q-[0-9a-f-]{36}/;

/** Before the drafts come back (queue/drafts.js): what they bring is news for the server. */
export function startAutosave(root = document) {
  for (const form of root.querySelectorAll("form[data-save]")) {
    if (form.dataset.save) keepSaved(form);
  }
}

function keepSaved(form) {
  const changed = new Set();
  let timer = null;
  let savedAt = 0;
  let over = false;

  const later = () => {
    if (timer || over) return;
    const wait = Math.max(0, savedAt + EVERY_MILLISECONDS - Date.now());
    timer = setTimeout(save, Math.max(wait, 2000));
  };

  const isBusy = () => form.dataset.sending || form.dataset.closed; // it waits to be sent as it is
  const hasNews = () => !over && changed.size && form.isConnected && !isBusy();
  const begun = () => noteBegun(owner(), form.action).catch(() => {});

  async function save() {
    clearTimeout(timer);
    timer = null;
    if (!hasNews()) return;
    const names = [...changed];
    changed.clear();
    savedAt = Date.now();
    const again = () => {
      for (const name of names) changed.add(name);
      say(form, words.unsaved, "waiting");
      later();
    };
    try {
      const response = await fetch(form.dataset.save, {
        method: "POST",
        body: bodyOf(form, names),
        credentials: "same-origin",
        keepalive: true,
        redirect: "error",
        headers: { Accept: "application/json" },
      });
      if (response.status >= 500 || response.status === 429) return again();
      const answer = await response.json();
      over = !response.ok;
      if (response.ok) begun();
      say(form, response.ok ? `${words.saved} ${answer.time}` : answer.message, response.ok ? "sent" : "waiting");
    } catch {
      again();
    }
  }

  form.addEventListener("input", (event) => {
    const name = QUESTION.exec(event.target.name || "");
    if (!name) return;
    changed.add(name[0]);
    later();
  });
  document.addEventListener("visibilitychange", () => document.hidden && save());
  const leave = () => {
    if (!hasNews() || !navigator.sendBeacon) return;
    if (!navigator.sendBeacon(form.dataset.save, bodyOf(form, changed))) return;
    changed.clear();
    begun();
  };
  // A click on the way out comes before the next page is asked for; the rest may come after it.
  const isWayOut = (place) => place.closest("a[href]:not([href^='#'])");
  document.addEventListener("click", (event) => isWayOut(event.target) && leave(), true);
  addEventListener("pagehide", leave);
}

function bodyOf(form, names) {
  const fields = new FormData(form);
  const body = new URLSearchParams();
  for (const name of ["csrfmiddlewaretoken", "submission_key", "document"]) {
    body.set(name, fields.get(name) || "");
  }
  for (const question of names) {
    const found = [...fields].filter(([name]) => name.startsWith(question));
    if (!found.length) body.append(question, "");
    for (const [name, value] of found) body.append(name, value);
  }
  return body;
}

function say(form, text, state) {
  const line = form.querySelector("[data-save-status]");
  if (!line) return;
  line.dataset.state = state;
  line.textContent = text;
}

// The editor saves by itself and gives a sign of life; nothing is written over anybody.
// <form data-autosave data-lock data-saving="on" data-bound="no">; its field seen_at names the
// state of the lesson that the page knows.
import { forgetDraft, keepDraft, keptDraft } from "./drafts.js";
import { post, token } from "./sending.js";
import { words } from "./words.js";

const EVERY_MILLISECONDS = 20000;
const KEEP_AFTER_MILLISECONDS = 400;
const NAMES = ["title", "summary", "duration_minutes", "body", "note"];

/** Saves the lesson of this form while it is written. */
export function startSaving(form) {
  const { autosave, lock } = form.dataset;
  const status = document.querySelector("[data-save-status]");
  const seenAt = form.elements.seen_at;
  const inputs = NAMES.map((name) => form.elements[name]).filter(Boolean);
  let saved = form.dataset.bound === "yes" ? null : key(fields());
  let unanswered = null; // sent, but no answer came: it may have arrived
  let running = null;
  let stopped = form.dataset.saving !== "on";
  let leaving = false;
  let timer = 0;
  let kept = true;

  offerDraft();
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, KEEP_AFTER_MILLISECONDS);
    if (!stopped && isDirty() && !running) say(words.unsaved, "waiting");
  });
  form.addEventListener("submit", submitAfterSaving);
  if (form.dataset.bound === "no" && stopped) return; // somebody else writes: only for reading
  setInterval(tick, EVERY_MILLISECONDS);
  addEventListener("online", tick);
  addEventListener("visibilitychange", () => {
    if (document.hidden && !leaving && isDirty()) save();
  });
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    leaving = false;
    tick();
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && isDirty() && !kept) event.preventDefault();
  });

  function fields() {
    return Object.fromEntries(inputs.map((input) => [input.name, input.value]));
  }

  function isDirty() {
    return key(fields()) !== saved;
  }

  function say(text, state) {
    if (status.textContent !== text) status.textContent = text;
    status.dataset.state = state;
  }

  function keep() {
    const notice = document.querySelector("[data-notice=DRAFT]");
    if (!isDirty() && notice.hidden) forgetDraft();
    kept = !isDirty() || keepDraft(fields(), seenAt.value);
  }

  function tick() {
    if (stopped || leaving) return;
    if (isDirty()) save();
    else giveSignOfLife();
  }

  function save() {
    if (stopped || running) return running;
    running = send().finally(() => (running = null));
    return running;
  }

  async function send() {
    keep();
    say(words.saving, "waiting");
    do {
      unanswered = unanswered || fields();
      const sent = unanswered;
      let answer;
      try {
        answer = await post(autosave, { ...sent, seen_at: seenAt.value });
      } catch {
        return say(words.retry, "waiting");
      }
      if (answer.status >= 500 || answer.status === 429) return say(words.retry, "waiting");
      unanswered = null;
      if (answer.status !== 200) return refused(answer);
      seenAt.value = answer.body.seen_at;
      saved = key(sent);
      say(words.saved(answer.body.saved_at), "saved");
    } while (isDirty() && !leaving);
    keep();
  }

  function refused(answer) {
    if (answer.status === 409) return stop(answer.body);
    if (answer.status === 422) return say(words.notYet(answer.body.message), "waiting");
    return say(words.signIn, "waiting");
  }

  async function giveSignOfLife() {
    try {
      const answer = await post(lock, { do: "keep" });
      if (answer.status === 409) stop(answer.body);
    } catch {
      // Without network nothing can be said; the next one will.
    }
  }

  /** Somebody else writes or wrote: the text stays on the screen and on the device. */
  function stop(answer) {
    stopped = true;
    keep();
    say(words.stopped, "waiting");
    const notice = document.querySelector(`[data-notice=${answer.code}]`);
    if (!notice) return say(answer.message, "waiting");
    notice.querySelector("[data-notice-text]").textContent = answer.message;
    notice.hidden = false;
    notice.scrollIntoView({ block: "nearest" });
  }

  /** A saving that is under way ends first: else the button's would seem to come from another. */
  function submitAfterSaving(event) {
    if (!running) {
      leaving = true;
      keep();
      return;
    }
    event.preventDefault();
    running.then(() => form.requestSubmit(event.submitter || undefined));
  }

  function leave() {
    if (leaving || stopped) return;
    leaving = true;
    keep();
    const body = new FormData();
    body.append("csrfmiddlewaretoken", token());
    if (isDirty()) {
      for (const [name, value] of Object.entries(fields())) body.append(name, value);
      body.append("seen_at", seenAt.value);
      body.append("leaving", "1");
      navigator.sendBeacon(autosave, body);
    } else {
      body.append("do", "leave");
      navigator.sendBeacon(lock, body);
    }
  }

  function offerDraft() {
    const draft = keptDraft();
    if (!draft || form.dataset.bound === "yes") return;
    if (key(draft.fields) === saved) return forgetDraft();
    if (draft.seenAt === seenAt.value && !stopped) return putBack(draft.fields);
    // Somebody saved meanwhile: the words are shown, to be taken over by hand.
    const notice = document.querySelector("[data-notice=DRAFT]");
    notice.querySelector("[data-draft-text]").textContent = draft.fields.body;
    notice.hidden = false;
    notice.querySelector("button").addEventListener("click", () => {
      notice.hidden = true;
      forgetDraft();
    });
  }

  function putBack(draft) {
    for (const input of inputs) {
      if (input.name in draft) input.value = draft[input.name];
    }
    inputs.find((input) => input.name === "body").dispatchEvent(
      new Event("input", { bubbles: true }),
    );
    say(words.restored, "waiting");
  }
}

/** The words as the server keeps them, to compare by. */
function key(fields) {
  return JSON.stringify(
    Object.entries(fields).map(([name, value]) => [
      name,
      value.normalize("NFC").replace(/\r\n?/g, "\n").replace(/[ \t]+$/gm, "").trim(),
    ]),
  );
}

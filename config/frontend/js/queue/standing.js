// Where the forms of a page stand: what waits to be sent, which keys were used, what is begun elsewhere.
import { idOf, isCopy, owner } from "../device/owner.js";
import * as store from "../device/store.js";
import { lessonOf, noteBegun } from "../saved/copies.js";
import * as outbox from "./outbox.js";
import { announce, say, unsay } from "./telling.js";
import { words } from "./words.js";

/** Told to the page when something may have been sent. */
export const SENT_EVENT = "hvs-sent";

/** What waits may have been sent by the worker or another tab, or written down there. */
export async function lookAgain(send) {
  for (const form of document.querySelectorAll("form[data-queue]")) {
    // Where the device keeps nothing, nothing waits.
    if (!form.dataset.sending) await showState(form, send).catch(() => {});
  }
  dispatchEvent(new Event(SENT_EVENT));
}

/** Says what waits, and closes a form whose key was used. */
async function showState(form, send) {
  const waits = (await outbox.waiting(owner())).find((item) => item.action === form.action);
  const row = await store.get("saved", idOf(owner(), lessonOf(form.action)));
  const isSpent = isCopy() && row && row.spent;
  if (waits && new URLSearchParams(waits.body).get("submission_key") === keyOf(form)) form.dataset.used = "1";
  if (waits || isSpent) {
    if (waits && !isCopy() && !form.dataset.closed) offerToSend(words.unsentHere, send);
    // What was said while sending may say more.
    if (!waits || !form.dataset.closed) say(form, waits ? words.waiting : words.again, "waiting");
    close(form);
  } else if (form.dataset.closed) reopen(form);
  if (form.dataset.queue === "quiz") await showBegun(form, row, !waits && !isSpent);
}

/** The server knows whether a quiz is begun; a copy says what was known when it was kept. */
async function showBegun(form, row, isOpen) {
  if (isCopy()) {
    const told = document.querySelector("[data-begun]");
    if (told) told.hidden = !(isOpen && row && row.begun);
    return;
  }
  const saved = form.querySelector("[data-saved-at]");
  if (!saved || !form.dataset.save || form.dataset.noted) return;
  form.dataset.noted = "1"; // from here on autosave.js knows
  await noteBegun(owner(), form.action, Boolean(saved.dataset.savedAt));
}

const keyOf = (form) => form.querySelector("[name=submission_key]")?.value;
const controlsOf = (form) => form.querySelectorAll("button, input, select, textarea");

export function close(form) {
  form.dataset.closed = "1";
  for (const control of controlsOf(form)) control.disabled = true;
}

/** Another tab or the worker sent it: then a key that waited here is used; another is good for an attempt. */
function reopen(form) {
  if (isCopy() || form.dataset.used) {
    if (form.querySelector("[data-queue-status]")?.dataset.state === "waiting") say(form, words.gone, "");
    return;
  }
  delete form.dataset.closed;
  for (const control of controlsOf(form)) control.disabled = false;
  say(form, "", "");
  unsay();
}

/** Says what waits, with the way to send it: `send()`. */
export function offerToSend(text, send) {
  announce(text, { state: "waiting", open: send, label: words.sendNow });
}

// Forms whose answers must not be lost: <form data-queue="KIND">. What is sent is written down first
// (outbox.js); when the network is back it goes out by itself, in order, once. Another person on the
// same device never sends it.
import { startAutosave } from "../autosave.js";
import { moment } from "../device/clock.js";
import { isCopy, isOwner, owner } from "../device/owner.js";
import * as store from "../device/store.js";
import { lessonOf, markSpent } from "../saved/copies.js";
import { dropDraft, keepDraft } from "./drafts.js";
import * as outbox from "./outbox.js";
import { refusedNote, tellNotes } from "./notes.js";
import { close, lookAgain, offerToSend } from "./standing.js";
import { say } from "./telling.js";
import { words } from "./words.js";

const RETRY_MILLISECONDS = 15000;
const withoutHash = (url) => url.split("#")[0];
let shownUrl = "";

/** Takes over the forms of this page and sends what was kept before. */
export function startQueue() {
  takeOver(document);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !("queue" in form.dataset)) return;
    if (event.submitter?.hasAttribute("formaction")) return; // saved for later, not handed in
    event.preventDefault();
    submit(form, event.submitter);
  });
  addEventListener("online", flush);
  addEventListener("popstate", () => {
    // Back to a page whose place another has taken; a link to a part of this one is no such way.
    if (shownUrl && withoutHash(location.href) !== shownUrl) location.reload();
  });
  setInterval(flush, RETRY_MILLISECONDS);
  document.addEventListener("visibilitychange", () => document.hidden || look().then(flush));
  if (navigator.serviceWorker) {
    // The worker sent something while this page was open.
    navigator.serviceWorker.addEventListener("message", () => look().then(() => tellNotes(show)));
  }
  flush();
}

async function takeOver(root) {
  for (const form of root.querySelectorAll("form[data-queue]")) keepDraft(form);
  await look();
}

const look = () => lookAgain(sendNow);

/** Asked for by a person: also while the server asked for patience. */
export async function sendNow() {
  await flush({ isAsked: true });
  if (!(await outbox.waiting(owner())).length) return;
  offerToSend(words.notSent, sendNow);
  document.querySelector("main > [data-queue-status] button").focus();
}

async function submit(form, submitter) {
  if (form.dataset.sending) return;
  if (isCopy() && asksForMore(form)) return;
  const item = itemOf(form, submitter);
  form.dataset.sending = "1";
  say(form, words.sending, "sending");
  try {
    if (isOwner(item.owner)) item.id = await outbox.keep(item);
  } catch {
    // The device keeps nothing: it is sent all the same, and what was typed stands in the form.
  }
  const token = form.querySelector("[name=csrfmiddlewaretoken]");
  const answer = await outbox.alone(() => hand(item, token && token.value));
  delete form.dataset.sending;
  if (answer.state === "later") await wait(form, item, answer);
  else await finish(item, answer.response);
}

function itemOf(form, submitter) {
  const body = new URLSearchParams(new FormData(form));
  if (submitter && submitter.name) body.append(submitter.name, submitter.value);
  body.delete("csrfmiddlewaretoken");
  const title = document.querySelector("h1");
  return {
    owner: owner(),
    action: form.action,
    kind: form.dataset.queue,
    title: form.dataset.title || (title ? title.textContent : ""),
    body: body.toString(),
    answeredAt: moment(),
  };
}

/** Sends it with the page's own token; with a fresh one if the page came from the device or is old. */
async function hand(item, token) {
  if (navigator.onLine === false) return { state: "later" };
  let answer = token ? await outbox.send(item, token) : null;
  if (answer && !(answer.response && answer.response.status === 403)) return answer;
  const session = await outbox.whoIsHere();
  if (!session) return { state: "later" };
  if (session.person !== item.owner) return { state: "later", signedOut: true };
  answer = await outbox.send(item, session.token);
  return answer;
}

async function wait(form, item, answer) {
  if (asksForMore(form)) {
    if (item.id) await store.drop("outbox", item.id);
    return;
  }
  say(form, answer.signedOut ? words.signedOut : words.waiting, "waiting");
  if (!item.id) return;
  close(form);
  if (item.kind === "quiz") await markSpent(item.owner, item.action);
  askForSync();
  await look();
}

/** Names the questions without an answer, or with one place twice: they would only come back refused. */
function asksForMore(form) {
  const repeated = [];
  const missing = [...form.querySelectorAll("fieldset.hv-question")]
    .map((question, index) => {
      const controls = [...question.querySelectorAll("input:not([type=hidden]), select, textarea")];
      const chosen = (one) =>
        one.type === "radio" || one.type === "checkbox" ? one.checked : one.value.trim();
      const parts = controls.filter((one) => one.tagName === "SELECT");
      const places = new Set(parts.map((one) => one.value));
      if ([...places].every(Number) && places.size < parts.length) repeated.push(index + 1);
      const answered = parts.length ? parts.every(chosen) : controls.some(chosen);
      return controls.length && !answered ? index + 1 : 0;
    })
    .filter(Boolean);
  const [said, wrong] = missing.length ? [words.missing, missing] : [words.repeated, repeated];
  if (!wrong.length) return false;
  say(form, `${said} ${wrong.join(", ")}`, "waiting");
  form.querySelectorAll("fieldset.hv-question")[wrong[0] - 1].focus();
  return true;
}

/** Where the browser can, it sends also when no page of ours is open. */
async function askForSync() {
  try {
    const worker = await navigator.serviceWorker.ready;
    await worker.sync.register(outbox.SYNC_TAG);
  } catch {
    // The next page sends it.
  }
}

async function finish(item, response) {
  if (item.id) await store.drop("outbox", item.id).catch(() => {});
  if (response.ok) {
    dropDraft(item.action);
    await forgetNote(item.action);
  }
  // A page of the device has not the reader's header; a result that is shown once has no address.
  if (response.ok && response.redirected && (item.kind !== "quiz" || isCopy())) {
    location.assign(response.url);
  } else if (isCopy() && !response.ok) await tellLater(item, response);
  else await show(await response.text(), response.url);
}

/** A page of the device has no place for the server's words: the lesson's own page tells them. */
async function tellLater(item, response) {
  await store.put("notes", await refusedNote(item, response));
  location.assign(lessonOf(item.action));
}

async function forgetNote(action) {
  try {
    for (const note of await store.all("notes")) {
      if (note.action === action) await store.drop("notes", note.id);
    }
  } catch {
    // None was kept.
  }
}

/** Puts an answer's page in place of this one, without asking for it a second time. */
function show(text, url) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const main = page.querySelector("main");
  if (!main) {
    location.assign(url);
    return;
  }
  document.querySelector("main").replaceWith(main);
  document.title = page.title;
  startAutosave(main);
  if (url !== location.href) history.pushState({}, "", url);
  shownUrl = withoutHash(url);
  takeOver(main);
  const target = main.querySelector("[data-focus]") || main;
  target.focus();
  scrollTo(0, 0);
}

export async function flush({ isAsked = false } = {}) {
  const forms = [...document.querySelectorAll("form[data-queue]")];
  const formOf = (item) => forms.find((form) => form.action === item.action && form.isConnected);
  try {
    await outbox.flush({
      isAsked,
      async sent(item, response) {
        dropDraft(item.action);
        if (formOf(item) && item.owner === owner()) await finish(item, response);
      },
      async refused(item, response) {
        await store.drop("outbox", item.id);
        if (item.kind !== "position") await store.put("notes", await refusedNote(item, response));
      },
    });
    await look();
    await tellNotes(show);
  } catch {
    // The device keeps nothing, so nothing waits.
  }
}

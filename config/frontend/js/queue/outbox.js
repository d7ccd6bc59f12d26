// Answers on their way: written down first, then sent oldest first, each once (the server knows its
// key). Runs in pages and in the service worker; see docs/decisions/0062-offline.md.
import { moment } from "../device/clock.js";
import { renew } from "../saved/copies.js";
import * as store from "../device/store.js";

export const SYNC_TAG = "hvs-outbox";
const SESSION = "/device/session/";
const LONGEST_WAIT_SECONDS = 300;
let notBefore = 0;

/**
 * Writes an item down: {owner, action, kind, title, body, answeredAt}; kind is "quiz", "reading", "practice"
 * or "position". An item for the same address that was not sent yet is replaced. Returns its id.
 */
export async function keep(item) {
  const same = (await waiting(item.owner)).filter((one) => one.action === item.action);
  const id = await store.put("outbox", item);
  for (const one of same) await store.drop("outbox", one.id);
  return id;
}

/** What a person has not sent yet, oldest first. */
export async function waiting(owner) {
  return (await store.all("outbox")).filter((item) => item.owner === owner);
}

/**
 * Sends what is kept for whoever is signed in now. `refused(item, response)` tells what the server
 * did not take; without it (in the service worker) such an item waits for a page. Returns the number
 * of items that still wait.
 */
export async function flush({ refused, sent, isAsked } = {}) {
  const written = (await store.all("outbox")).length;
  if (!written || navigator.onLine === false) return written;
  if (Date.now() < notBefore && !isAsked) return written;
  return alone(async () => {
    const session = await whoIsHere();
    if (!session) return 1;
    const items = await waiting(session.person);
    let left = items.length;
    for (const item of items) {
      const answer = await send(item, session.token, { late: true });
      if (answer.signedOut) continue; // it asks for an account: it stays, the others go
      if (answer.state === "later") break;
      if (answer.state === "refused" && !refused) continue;
      left -= 1;
      if (answer.state === "refused") await refused(item, answer.response);
      else if (sent) await sent(item, answer.response);
    }
    return left;
  });
}

/** One sender at a time, in whatever tab or worker; where there are no locks the server's keys do. */
export function alone(work) {
  return navigator.locks ? navigator.locks.request(SYNC_TAG, work) : work();
}

/** Who is signed in ("" for a guest) and a fresh token for forms; null without network. */
export async function whoIsHere() {
  try {
    const response = await fetch(SESSION, { credentials: "same-origin", cache: "no-store" });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/**
 * Sends one item; late: with the device's time of answering, by which the server may judge. state: "sent" (done and noted), "refused" (the server says why), "later" (no
 * network, no room, or signed out: it stays written down).
 */
export async function send(item, token, { late = false } = {}) {
  const body = new URLSearchParams(item.body);
  body.set("csrfmiddlewaretoken", token);
  if (late && item.answeredAt) body.set("answered_at", item.answeredAt);
  if (late) body.set("sent_at", moment());
  let response;
  try {
    response = await fetch(item.action, {
      method: "POST",
      body,
      credentials: "same-origin",
      headers: { Accept: "text/html" },
    });
  } catch {
    return { state: "later" };
  }
  if (response.status >= 500 || response.status === 429) {
    const seconds = Number(response.headers.get("Retry-After")) || 0;
    notBefore = Date.now() + Math.min(seconds, LONGEST_WAIT_SECONDS) * 1000;
    return { state: "later" };
  }
  if (response.status === 401 || new URL(response.url).pathname === "/sign-in/") {
    return { state: "later", signedOut: true };
  }
  if (!response.ok) return { state: "refused", response };
  await settleSent(item, response);
  return { state: "sent", response };
}

async function settleSent(item, response) {
  try {
    if (item.kind !== "position") await store.put("notes", await sentNote(item, response));
    if (item.id) await store.drop("outbox", item.id);
  } catch {
    // The device keeps nothing: then nothing is left to tidy.
  }
  if (item.kind === "quiz") await renew(item.owner, item.action);
}

/** A result that is not kept has no address: the page itself waits here until it was seen. */
async function sentNote({ owner, action, title, kind }, response) {
  const page = kind === "quiz" && !response.redirected ? await response.clone().text() : "";
  return { owner, action, title, state: "sent", at: Date.now(), url: response.url, page };
}

// Lessons kept on this device: a cache per person with pages that name nobody, and a row about each
// lesson. Runs in pages and in the service worker.
import { cacheOf, idOf } from "../device/owner.js";
import * as store from "../device/store.js";

const NOTE = "Device-Note";

/**
 * Fetches the page that names nobody and keeps it under the ordinary address. Returns its bytes, and
 * the note the server gave with it: where its reader stands, which is not for the page.
 */
export async function keepPage(owner, path) {
  const response = await fetch(`${path}copy/`, { credentials: "same-origin", cache: "no-store" });
  if (!response.ok || response.redirected) {
    throw Object.assign(new Error("No copy"), { status: response.status });
  }
  const body = await response.blob();
  const cache = await caches.open(cacheOf(owner));
  // A new response has no address of its own, so the page keeps the one that was asked for.
  const headers = new Headers(response.headers);
  headers.delete(NOTE);
  await cache.put(path, new Response(body, { headers }));
  return { body, note: new URLSearchParams(response.headers.get(NOTE) || "") };
}

/** The lesson's address of a quiz's. */
export function lessonOf(action) {
  return new URL(action, location.href).pathname.replace(/quiz\/$/, "");
}

/** The key in a kept quiz page was used: no second answer from it. */
export async function markSpent(owner, action) {
  const row = await store.get("saved", idOf(owner, lessonOf(action)));
  if (row) await store.put("saved", { ...row, spent: true });
  return row;
}

/** Notes whether this quiz is begun with network and not handed in: a copy would be another attempt. */
export async function noteBegun(owner, action, begun = true) {
  const row = await store.get("saved", idOf(owner, lessonOf(action)));
  if (row && Boolean(row.begun) !== begun) await store.put("saved", { ...row, begun });
}

/** Fetches a kept quiz page anew, with a key that was never used; without network it stays spent. */
export async function renew(owner, action) {
  try {
    const row = await markSpent(owner, action);
    if (!row) return;
    const { note } = await keepPage(owner, `${row.path}quiz/`);
    await store.put("saved", { ...row, spent: false, begun: note.has("begun") });
  } catch {
    // Tried again when the lesson's page is opened.
  }
}

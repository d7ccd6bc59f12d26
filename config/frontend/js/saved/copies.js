// Lessons kept on this device: a cache per person with pages that name nobody, and a row about each
// lesson. Runs in pages and in the service worker.
import { cacheOf, idOf } from "../device/owner.js";
import * as store from "../device/store.js";

/** Fetches the page that names nobody and keeps it under the ordinary address; returns its bytes. */
export async function keepPage(owner, path) {
  const response = await fetch(`${path}copy/`, { credentials: "same-origin", cache: "no-store" });
  if (!response.ok || response.redirected) {
    throw Object.assign(new Error("No copy"), { status: response.status });
  }
  const body = await response.blob();
  const cache = await caches.open(cacheOf(owner));
  // A new response has no address of its own, so the page keeps the one that was asked for.
  await cache.put(path, new Response(body, { headers: response.headers }));
  return body;
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

/** Fetches a kept quiz page anew, with a key that was never used; without network it stays spent. */
export async function renew(owner, action) {
  try {
    const row = await markSpent(owner, action);
    if (!row) return;
    await keepPage(owner, `${row.path}quiz/`);
    await store.put("saved", { ...row, spent: false });
  } catch {
    // Tried again when the lesson's page is opened.
  }
}

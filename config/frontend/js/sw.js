// The service worker of a province's site: the look comes from the device first, pages from the
// network first. A page is kept only if its reader saved it (saved/), and only lessons and quizzes
// can be. In front of this file the server puts LOOK, the addresses of the look of today.
import { createPartialResponse } from "workbox-range-requests";
import { cleanupOutdatedCaches, matchPrecache, precache, addRoute } from "workbox-precaching";
import { registerRoute } from "workbox-routing";
import { setCacheNameDetails } from "workbox-core";
import { cacheOf, ownerKept } from "./device/owner.js";
import { flush, SYNC_TAG } from "./queue/outbox.js";

const OFFLINE = "/offline/";
const PATIENCE_MILLISECONDS = 8000;
const HASH = /\.[0-9a-f]{12}(?=\.\w+$)/;
const SAVEABLE = /^\/courses\/[^/]+\/lessons\/[^/]+\/(quiz\/)?$/;

setCacheNameDetails({ prefix: "hvs", precache: "look", suffix: "" });
precache(self.LOOK);
addRoute();
cleanupOutdatedCaches();

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  const preload = self.registration.navigationPreload;
  event.waitUntil(Promise.all([self.clients.claim(), preload && preload.enable()]));
});
self.addEventListener("sync", (event) => {
  if (event.tag === SYNC_TAG) event.waitUntil(sendAndTell());
});

registerRoute(({ request }) => request.mode === "navigate", page);
registerRoute(({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith("/static/"), look);
registerRoute(({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith("/media/"), media);

/** A page: from the network; a saved one if that fails, lasts, or has no room for us (503). */
async function page({ event, request, url }) {
  const saved = SAVEABLE.test(url.pathname) ? await inSaved(url.pathname).catch(() => null) : null;
  const answer = (async () => (await event.preloadResponse) || fetch(request))();
  if (!saved) return answer.catch(() => (isLearners(url) ? matchPrecache(OFFLINE) : Response.error()));
  try {
    const response = await Promise.race([answer, patience()]);
    return response && response.status !== 503 ? response : saved;
  } catch {
    return saved;
  }
}

/** Offices, accounts, certificates and sign-in get the browser's own words when there is no network. */
function isLearners(url) {
  return /^\/($|courses\/|saved\/)/.test(url.pathname);
}

function patience() {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MILLISECONDS));
}

/** A part of the look that is not of today: off line today's stands in for it. */
async function look({ request, url }) {
  try {
    return await fetch(request);
  } catch {
    const plain = url.pathname.replace(HASH, "");
    const today = self.LOOK.map((one) => one.url).find((one) => one.replace(HASH, "") === plain);
    return (today && (await matchPrecache(today))) || Response.error();
  }
}

/** Pictures, sound and film of saved lessons; players ask for parts. */
async function media({ request, url }) {
  const saved = await inSaved(url.pathname);
  if (!saved) return fetch(request);
  return request.headers.has("range") ? createPartialResponse(request, saved) : saved;
}

async function inSaved(path) {
  const name = cacheOf(await ownerKept());
  return (await caches.has(name)) ? (await caches.open(name)).match(path) : undefined;
}

async function sendAndTell() {
  const left = await flush();
  for (const page of await self.clients.matchAll({ type: "window" })) page.postMessage("sent");
  if (left) throw new Error("Answers still wait.");  // the browser tries again
}

// Keeps lessons on this device and takes them away again: pages, pictures, sound, the quiz.
import { cacheOf, idOf } from "../device/owner.js";
import * as store from "../device/store.js";
import { keepPage } from "./copies.js";
import { dropPlace, keepPlace, placeOf } from "./places.js";

const MEDIA = /^\/media\/[0-9a-f]{64}$/;
const SHOWN = "img[src], audio[src], audio source[src], track[src]";

/** Every lesson of a person on this device, by course and in the order they were kept. */
export async function savedLessons(owner) {
  const rows = (await store.all("saved")).filter((row) => row.owner === owner);
  return rows.sort((one, other) => one.course.localeCompare(other.course, "vi") || one.at - other.at);
}

export const savedLesson = (owner, path) => store.get("saved", idOf(owner, path));

/** Fetches all that a lesson needs; `grown(bytes)` is called as it comes. Throws if any is missing. */
export async function saveLesson(owner, path, { film = false, grown = () => {} } = {}) {
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
  const { body, note } = await keepPage(owner, path);
  const told = new DOMParser().parseFromString(await body.text(), "text/html");
  let bytes = body.size;
  grown(bytes);
  const quiz = told.querySelector(`main a[href="${path}quiz/"]`) && (await keepQuiz(owner, path));
  if (quiz) {
    bytes += quiz.body.size;
    grown(quiz.body.size);
  }
  const media = mediaOf(told, film);
  for (const address of media) bytes += await keepFile(owner, address, grown);
  const { title, course, coursePath } = told.body.dataset;
  await store.put("saved", {
    id: idOf(owner, path), owner, path, title, course, coursePath,
    bytes, at: Date.now(), media, film, spent: false, begun: Boolean(quiz) && quiz.note.has("begun"),
  });
  if (note.has("step") && !(await placeOf(owner, path))) {
    await keepPlace(owner, path, { step: Number(note.get("step")), seconds: Number(note.get("seconds")) });
  }
}

/** A quiz that takes no answers now has no copy: then the lesson is kept without it. */
async function keepQuiz(owner, path) {
  try {
    return await keepPage(owner, `${path}quiz/`);
  } catch (error) {
    if (error.status) return null;
    throw error;
  }
}

/** Takes a lesson away, with the files that no other lesson here needs. */
export async function removeLesson(owner, path) {
  const row = await savedLesson(owner, path);
  await store.drop("saved", idOf(owner, path));
  await dropPlace(owner, path);
  const needed = new Set((await savedLessons(owner)).flatMap((one) => one.media));
  const cache = await caches.open(cacheOf(owner));
  const gone = row ? row.media.filter((address) => !needed.has(address)) : [];
  await Promise.all([path, `${path}quiz/`, ...gone].map((address) => cache.delete(address)));
}

/** Brings the pages up to date once a day, and a quiz whose key was used. */
export async function refreshLesson(owner, path) {
  const row = await savedLesson(owner, path);
  const isOld = row && Date.now() - row.at > 24 * 3600 * 1000;
  if (isOld || (row && row.spent)) await saveLesson(owner, path, { film: row.film });
}

function mediaOf(page, film) {
  const found = new Set();
  for (const one of page.querySelectorAll(SHOWN)) found.add(one.getAttribute("src"));
  for (const sound of page.querySelectorAll("[data-label=audio]")) found.add(sound.value);
  for (const video of page.querySelectorAll("video")) {
    // The first file is the one that plays.
    const played = video.querySelector("source");
    found.add(video.getAttribute("poster"));
    if (film && played) found.add(played.getAttribute("src"));
  }
  return [...found].filter((address) => MEDIA.test(address));
}

async function keepFile(owner, address, grown) {
  const cache = await caches.open(cacheOf(owner));
  const known = await cache.match(address);
  if (known) {
    const size = (await known.blob()).size;
    grown(size);
    return size;
  }
  const response = await fetch(address, { credentials: "same-origin" });
  if (response.status !== 200 || response.redirected) throw new Error(`media ${response.status}`);
  const chunks = [];
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    chunks.push(part.value);
    grown(part.value.length);
  }
  const body = new Blob(chunks);
  await cache.put(address, new Response(body, { headers: response.headers }));
  return body.size;
}

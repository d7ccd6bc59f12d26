// <section data-device="lesson" or "course">: keeps this lesson, or every lesson of the course, on the
// device. Its words stand in the page; one child at a time is shown: [data-when="none"] and so on.
import { isCopy, owner } from "../device/owner.js";
import { keepShown } from "../lesson/position.js";
import { refreshLesson, removeLesson, saveLesson, savedLesson } from "./lessons.js";
import { fill, sizeInWords } from "./size.js";

export function startSaving() {
  for (const box of document.querySelectorAll("[data-device]")) {
    if (!self.caches || !navigator.serviceWorker || !self.indexedDB || isCopy()) continue;
    start(box).catch(() => {});
  }
}

async function start(box) {
  const paths = box.dataset.device === "course" ? lessonPaths() : [location.pathname];
  if (!paths.length) return;
  await showState(box, paths);
  box.hidden = false;
  on(box, "start", () => save(box, paths));
  on(box, "remove", () => remove(box, paths));
  if (box.dataset.device === "lesson") await refreshLesson(owner(), paths[0]);
}

/** The course page lists its lessons already. */
function lessonPaths() {
  const links = [...document.querySelectorAll('main .hv-task a[href*="/lessons/"]')];
  return [...new Set(links.map((link) => link.pathname))];
}

function on(box, name, act) {
  for (const button of box.querySelectorAll(`[data-device-${name}]`)) {
    button.addEventListener("click", act);
  }
}

async function save(box, paths) {
  const film = box.querySelector("[data-device-film]");
  const all = Number(box.dataset.bytes) + (film && film.checked ? Number(film.value) : 0);
  let bytes = 0;
  let done = 0;
  const grown = (more) => {
    bytes += more;
    const shown = { done: sizeInWords(bytes), all: sizeInWords(Math.max(all, bytes)) };
    tell(box, "saving", { ...shown, count: Math.min(done + 1, paths.length), total: paths.length });
  };
  grown(0);
  try {
    for (const path of paths) {
      if (!(await savedLesson(owner(), path)) || paths.length === 1) {
        await saveLesson(owner(), path, { film: Boolean(film && film.checked), grown });
      }
      done += 1;
    }
    if (box.dataset.device === "lesson") await keepShown();
    await showState(box, paths);
  } catch (error) {
    if (paths.length === 1) await removeLesson(owner(), paths[0]).catch(() => {});
    tell(box, error.name === "QuotaExceededError" ? "full" : "failed", {});
  }
}

async function remove(box, paths) {
  for (const path of paths) await removeLesson(owner(), path);
  await showState(box, paths);
}

async function showState(box, paths) {
  const rows = await Promise.all(paths.map((path) => savedLesson(owner(), path)));
  const kept = rows.filter(Boolean);
  const state = !kept.length ? "none" : kept.length < paths.length ? "some" : "all";
  const bytes = kept.reduce((sum, row) => sum + row.bytes, 0);
  tell(box, state, { size: sizeInWords(bytes), count: kept.length, total: paths.length });
}

/** Shows the part for a state, its words filled in; failures leave the button in place. */
function tell(box, state, values) {
  for (const part of box.querySelectorAll("[data-when]")) {
    part.hidden = !part.dataset.when.split(" ").includes(state);
  }
  for (const words of box.querySelectorAll("[data-words]")) {
    if (!words.closest("[data-when]").hidden) words.textContent = fill(words.dataset.words, values);
  }
}

// <div data-saved-list>: what the owner of this device has kept on it, and what was not sent yet.
import { agree } from "../confirm.js";
import { owner } from "../device/owner.js";
import { sendNow } from "../queue/forms.js";
import { waiting } from "../queue/outbox.js";
import { SENT_EVENT } from "../queue/standing.js";
import { removeLesson, savedLessons } from "./lessons.js";
import { fill, sizeInWords } from "./size.js";

export function startSavedList() {
  showLink().catch(() => {});
  const list = document.querySelector("[data-saved-list]");
  if (!list) return;
  if (!self.caches || !navigator.serviceWorker || !self.indexedDB) return showCannot(list);
  draw(list).catch(() => showCannot(list));
  addEventListener(SENT_EVENT, () => showUnsent(list));
  list.querySelector("[data-saved-send] button").addEventListener("click", sendNow);
  watchNetwork(list);
  const button = list.querySelector("[data-saved-remove-all]");
  button.addEventListener("click", async () => {
    if (!(await agree(button.dataset.question, button.textContent.trim()))) return;
    for (const row of await savedLessons(owner())) await removeLesson(owner(), row.path);
    await draw(list);
    list.querySelector("[data-saved-total]").focus();
  });
}

/** Pages with a way to the list show it once there is something in it. */
async function showLink() {
  const link = document.querySelector("[data-saved-link]");
  if (link) link.hidden = !(await savedLessons(owner())).length;
}

/** Nothing is kept where there is no storage. */
function showCannot(list) {
  list.querySelector("[data-saved-cannot]").hidden = false;
}

/** The page that stands in without network says so once there is one. */
function watchNetwork(list) {
  const send = list.querySelector("[data-saved-send]");
  const told = document.querySelector("[data-back-words]");
  const title = document.querySelector("h1");
  send.hidden = navigator.onLine === false;
  addEventListener("offline", () => (send.hidden = true));
  addEventListener("online", () => {
    send.hidden = false;
    if (told) title.textContent = document.title = told.dataset.backWords;
  });
}

async function draw(list) {
  const rows = await savedLessons(owner());
  const place = list.querySelector("[data-saved-courses]");
  place.textContent = "";
  let course = null;
  for (const row of rows) {
    if (row.coursePath !== course) place.append(courseOf(list, row));
    course = row.coursePath;
    place.lastElementChild.querySelector("ul").append(lineOf(list, row));
  }
  const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
  const total = list.querySelector("[data-saved-total]");
  total.textContent = fill(total.dataset.words, { count: rows.length, size: sizeInWords(bytes) });
  list.querySelector("[data-saved-some]").hidden = !rows.length;
  list.querySelector("[data-saved-none]").hidden = Boolean(rows.length);
  await showUnsent(list);
}

async function showUnsent(list) {
  const unsent = (await waiting(owner())).filter((item) => item.kind !== "position");
  const waits = list.querySelector("[data-saved-unsent]");
  waits.hidden = !unsent.length;
  waits.querySelector("ul").replaceChildren(
    ...unsent.map((item) => {
      const line = document.createElement("li");
      line.textContent = item.title;
      return line;
    }),
  );
}

function courseOf(list, row) {
  const part = list.querySelector("template[data-saved-course]").content.cloneNode(true);
  const section = part.firstElementChild;
  section.querySelector("h2").textContent = row.course;
  return section;
}

function lineOf(list, row) {
  const part = list.querySelector("template[data-saved-lesson]").content.cloneNode(true);
  const line = part.firstElementChild;
  const link = line.querySelector("a");
  link.href = row.path;
  link.textContent = row.title;
  const date = new Date(row.at).toLocaleDateString("vi-VN", {
    day: "2-digit", month: "2-digit", year: "numeric",
  });
  const told = line.querySelector("[data-words]");
  told.textContent = fill(told.dataset.words, { size: sizeInWords(row.bytes), date });
  const button = line.querySelector("button");
  button.append(hidden(row.title));
  button.addEventListener("click", async () => {
    await removeLesson(owner(), row.path);
    await draw(list);
    list.querySelector("[data-saved-total]").focus();
  });
  return line;
}

function hidden(text) {
  const words = document.createElement("span");
  words.className = "hv-visually-hidden";
  words.textContent = `: ${text}`;
  return words;
}

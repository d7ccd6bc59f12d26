// Order by dragging: chapters, lessons within and between chapters, questions. Buttons do the same.
// [data-order=URL] holds [data-node]s; a chapter holds a [data-lessons] of such nodes again.
import Sortable from "sortablejs";
import { post } from "./sending.js";
import { words } from "./words.js";

const LOOK = { animation: 120, handle: "[data-drag]", draggable: "[data-node]", forceFallback: true };

/** Shows the handles and lets what stands in a list with an order be dragged. */
export function startOrdering() {
  for (const list of document.querySelectorAll("[data-order]")) start(list);
}

function start(list) {
  for (const handle of list.querySelectorAll("[data-drag]")) handle.hidden = false;
  const onEnd = (event) => {
    const isMoved = event.from !== event.to || event.oldIndex !== event.newIndex;
    if (isMoved) send(list);
  };
  const animation = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : LOOK.animation;
  Sortable.create(list, { ...LOOK, animation, onEnd, group: list.id });
  for (const lessons of list.querySelectorAll("[data-lessons]")) {
    Sortable.create(lessons, { ...LOOK, animation, onEnd, group: "lessons", emptyInsertThreshold: 24 });
  }
}

async function send(list) {
  const status = document.querySelector("[data-order-status]");
  let answer;
  try {
    answer = await post(list.dataset.order, { order: JSON.stringify(orderOf(list)) });
  } catch {
    answer = { status: 0, body: {} };
  }
  if (answer.status) await renew(list);
  status.textContent =
    answer.status === 200 ? words.ordered : answer.body.message || words.notOrdered;
}

function orderOf(list) {
  if (!list.querySelector("[data-lessons]")) return { questions: uids(list) };
  const modules = [...list.children].filter((child) => child.dataset.node);
  return {
    modules: modules.map((module) => ({
      uid: module.dataset.node,
      lessons: uids(module.querySelector("[data-lessons]")),
    })),
  };
}

function uids(list) {
  return [...list.children].map((child) => child.dataset.node).filter(Boolean);
}

/** Shows the list as the server has it: numbers and buttons are right again. */
async function renew(list) {
  const response = await fetch(location.href, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById(list.id);
  if (!fresh) return;
  list.replaceWith(fresh);
  start(fresh);
}

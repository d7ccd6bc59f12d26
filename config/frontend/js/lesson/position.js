// Where the reader stands, told to the server: at most every 15 seconds and on leaving. Without
// network the last word is kept with the answers (queue/outbox.js) and sent when there is one.
import { moment } from "../device/clock.js";
import { isCopy, owner } from "../device/owner.js";
import * as outbox from "../queue/outbox.js";
import { keepPlace } from "../saved/places.js";

const LEAST_MILLISECONDS = 15000;
const said = {};
let isTold = true;
let last = 0;
let timer = 0;

/** Watches for the reader leaving; without data-position nobody is known and the server is told nothing. */
export function startPosition() {
  // A click on the way out comes before the next page is asked for; the rest may come after it.
  const isWayOut = (place) => place.closest("a[href]:not([href^='#'])");
  document.addEventListener("click", (event) => isWayOut(event.target) && tell(true), true);
  addEventListener("pagehide", () => tell(true));
  document.addEventListener("visibilitychange", () => document.hidden && tell(true));
}

/** Notes what is known now: {step} or {seconds}. */
export function note(position) {
  Object.assign(said, position);
  isTold = false;
  clearTimeout(timer);
  // What only this device keeps is written down at once: there may be no time on leaving.
  const pause = isCopy() ? 0 : Math.max(1000, last + LEAST_MILLISECONDS - Date.now());
  timer = setTimeout(tell, pause);
}

/** What the server knew when it drew this page; what waits here to be sent is later. */
export async function keepShown() {
  if ((await outbox.waiting(owner())).some((one) => one.action === address())) return;
  const open = document.querySelector("[data-steps] > .hv-screen.is-open");
  const goOn = document.querySelector("[data-go-on]");
  const step = open ? Number(open.id.replace("buoc-", "")) : 1;
  await keepPlace(owner(), location.pathname, { step, seconds: goOn ? Number(goOn.dataset.goOn) : 0, ...said });
}

const address = () => new URL("position/", location.href.split("#")[0]).href;

function tell(isLeaving = false) {
  if (isTold) return;
  isTold = true;
  last = Date.now();
  keepPlace(owner(), location.pathname, said).catch(() => {});
  if (!document.querySelector("[data-position]")) return;
  sendPosition(address(), new URLSearchParams(said), isLeaving).catch(() => {});
}

async function sendPosition(action, body, isLeaving) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  const isOnline = token && !isCopy() && navigator.onLine !== false;
  const answeredAt = moment();
  body.set("answered_at", answeredAt);
  const item = { owner: owner(), action, kind: "position", title: "", body: body.toString(), answeredAt };
  if (isOnline && isLeaving && navigator.sendBeacon) {
    body.set("csrfmiddlewaretoken", token.value);
    body.set("sent_at", answeredAt);
    if (navigator.sendBeacon(action, body)) return;
  }
  const answer = isOnline ? await outbox.send(item, token.value) : { state: "later" };
  if (answer.state === "later") await outbox.keep(item);
}

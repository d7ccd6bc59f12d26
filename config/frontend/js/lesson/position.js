// Where the reader stands, told to the server: at most every 15 seconds and on leaving.
const LEAST_MILLISECONDS = 15000;
let step = null;
let seconds = null;
let isTold = true;
let last = 0;
let timer = 0;

/** Watches for the reader leaving; without data-position nobody is known and nothing is told. */
export function startPosition() {
  addEventListener("pagehide", () => tell({ leaving: true }));
  document.addEventListener("visibilitychange", () => document.hidden && tell({ leaving: true }));
}

export function atStep(number) {
  step = number;
  changed();
}

export function atSecond(second) {
  seconds = second;
  changed();
}

function changed() {
  isTold = false;
  clearTimeout(timer);
  timer = setTimeout(tell, Math.max(1000, last + LEAST_MILLISECONDS - Date.now()));
}

function tell({ leaving = false } = {}) {
  if (isTold || !document.querySelector("[data-position]")) return;
  isTold = true;
  last = Date.now();
  const said = new URLSearchParams();
  if (step !== null) said.set("step", step);
  if (seconds !== null) said.set("seconds", seconds);
  sendPosition(new URL("position/", location.href.split("#")[0]).href, said, leaving);
}

/** Sends the last position. */
async function sendPosition(address, said, leaving) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  said.set("csrfmiddlewaretoken", token ? token.value : "");
  if (leaving && navigator.sendBeacon && navigator.sendBeacon(address, said)) return;
  fetch(address, { method: "POST", body: said, credentials: "same-origin", keepalive: true }).catch(
    () => {},
  );
}

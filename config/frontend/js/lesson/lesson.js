// A lesson's page: screens, video and sound, and where the reader stands.
import { isCopy, owner } from "../device/owner.js";
import { placeOf } from "../saved/places.js";
import { fill } from "../saved/size.js";
import { startPlayers } from "./player.js";
import { keepShown, note, startPosition } from "./position.js";
import { startScreens } from "./screens.js";

/** Who saw less than this begins at the beginning, as with network. */
const SHORTEST_SECONDS = 5;

export function startLesson() {
  document.documentElement.classList.add("is-scripted");
  if (!document.querySelector("[data-steps]")) return;
  startScreens((step) => note({ step }));
  startPlayers((seconds) => note({ seconds }));
  startPosition();
  if (!isCopy()) {
    keepShown().catch(() => {});
    return;
  }
  // Without network the tick waits like an answer; with it the browser comes back to where it stands.
  for (const form of document.querySelectorAll("form[action$='/practice/']")) {
    form.dataset.queue = "practice";
  }
  goOn().catch(() => {});
}

/** A page of this device does not know where its reader stood; the device does. */
async function goOn() {
  const place = await placeOf(owner(), location.pathname);
  if (!place) return;
  offer(place.seconds);
  const screen = `buoc-${place.step}`;
  if (!["", "#hoc-tiep"].includes(location.hash) || !document.getElementById(screen)) return;
  if (place.step > 1) location.replace(`#${screen}`);
}

function offer(seconds) {
  const button = document.querySelector("[data-go-on][data-words]");
  if (!button || !(seconds >= SHORTEST_SECONDS)) return;
  button.dataset.goOn = seconds;
  button.append(fill(button.dataset.words, { time: clockOf(seconds) }));
  button.parentElement.hidden = false;
}

const clockOf = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

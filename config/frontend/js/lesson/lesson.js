// A lesson's page: screens, video and sound, and where the reader stands.
import { isCopy } from "../device/owner.js";
import { startPlayers } from "./player.js";
import { note, startPosition, stepNotSent } from "./position.js";
import { startScreens } from "./screens.js";

export function startLesson() {
  document.documentElement.classList.add("is-scripted");
  if (!document.querySelector("[data-steps]")) return;
  startScreens((step) => note({ step }));
  startPlayers((seconds) => note({ seconds }));
  startPosition();
  if (!isCopy()) return;
  // Without network the tick waits like an answer; with it the browser comes back to where it stands.
  for (const form of document.querySelectorAll("form[action$='/practice/']")) {
    form.dataset.queue = "practice";
  }
  goOn().catch(() => {});
}

/** A page of this device does not know where its reader stood; what waits to be sent does. */
async function goOn() {
  const step = await stepNotSent();
  if (step && ["", "#hoc-tiep"].includes(location.hash)) location.replace(`#buoc-${step}`);
}

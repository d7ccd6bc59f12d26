// A lesson's page: screens, video and sound, and where the reader stands.
import { startPlayers } from "./player.js";
import { atSecond, atStep, startPosition } from "./position.js";
import { startScreens } from "./screens.js";

export function startLesson() {
  document.documentElement.classList.add("is-scripted");
  if (!document.querySelector("[data-steps]")) return;
  startScreens((step, isFirst) => isFirst || atStep(step));
  startPlayers(atSecond);
  startPosition();
}

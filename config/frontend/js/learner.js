// The only script on a learner's page. Everything works without it.
import { startAutosave } from "./autosave.js";
import { startConfirming } from "./confirm.js";
import { startCopying } from "./copy.js";
import { settle, watchReturn } from "./device/owner.js";
import { startSigningOut, warnStrangers } from "./device/sign-out.js";
import { startWorker } from "./device/worker.js";
import { startLesson } from "./lesson/lesson.js";
import { startQueue } from "./queue/forms.js";
import { startSaving } from "./saved/control.js";
import { startSavedList } from "./saved/list.js";
import { startTextSize } from "./text-size.js";

startConfirming();
startLesson();
startTextSize();
startCopying();
startSigningOut();
watchReturn();
startWorker();
refuseSecondSubmit();
focusFirst(document);
startAutosave();
// First whose device it is, then what that person keeps on it.
settle()
  .catch(() => {})
  .then(() => {
    startQueue();
    startSaving();
    startSavedList();
    warnStrangers();
  });

/** A second click on a form that is on its way does nothing. */
function refuseSecondSubmit() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !("once" in form.dataset)) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
  });
  // Back in the browser's history brings the page as it was left.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
}

/** The error summary takes the focus. */
function focusFirst(root) {
  const target = root.querySelector("[data-focus]");
  if (target) target.focus();
}

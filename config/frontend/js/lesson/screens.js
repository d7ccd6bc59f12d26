// One screen of a lesson at a time. Every screen is an ordinary link away (#buoc-3), so the browser's
// own way back works; the style sheet shows the right one before this script is there (_lesson.scss).
const target = () => document.getElementById(decodeURIComponent(location.hash.slice(1)));

/** Takes over the screens of this page; `moved(step)` is told which step was opened. */
export function startScreens(moved) {
  const steps = document.querySelector("[data-steps]");
  if (!steps) return;
  const first = openOf(steps);
  const said = document.createElement("p");
  said.className = "hv-visually-hidden";
  said.setAttribute("role", "status");
  steps.before(said);
  show(target());
  addEventListener("hashchange", () => {
    const part = location.hash ? target() : first;
    if (!part || !steps.contains(part)) return;
    show(part);
    part.scrollIntoView();
    focus(part);
    const count = openOf(steps).querySelector(".hv-steps span");
    said.textContent = count ? count.textContent : "";
    moved(numberOf(steps));
  });
}

/** Opens a screen, the screens it stands in, and what belongs to the last one. */
export function show(part) {
  for (let inner = part; inner; inner = inner.parentElement) {
    const all = inner.parentElement;
    if (!all || !all.classList.contains("hv-screens")) continue;
    const isEnd = inner.classList.contains("hv-end");
    const open = isEnd ? all.querySelector(":scope > .is-last") : inner;
    for (const other of all.children) {
      const isShown = other === open || (other.classList.contains("hv-end") && isLast(open, all));
      other.classList.toggle("is-open", isShown);
    }
    // A story that is told again begins with nothing chosen.
    for (const choice of inner.querySelectorAll(".hv-choice[open]")) choice.open = false;
  }
}

const isLast = (screen, all) => !screen || screen === [...all.querySelectorAll(":scope > .hv-screen")].pop();
const openOf = (steps) => steps.querySelector(":scope > .hv-screen.is-open") || steps;
const numberOf = (steps) => Number((openOf(steps).id || "").replace("buoc-", "")) || 1;

function focus(part) {
  const heading = part.querySelector("h2, h3") || part;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

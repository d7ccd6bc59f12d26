// What axe does not measure. Each question gives a list of faults.
window.looking = {
  /** What sticks out of the page or is cut off; what only screen readers meet may be. */
  width() {
    const faults = [];
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width) {
      const beyond = looking
        .all("body *")
        .filter((each) => each.getBoundingClientRect().right > width && !each.closest("svg"));
      faults.push(`${document.documentElement.scrollWidth} px wide at ${width} px:`);
      faults.push(...beyond.slice(-3).map(looking.name));
    }
    for (const each of looking.all("body *")) {
      const style = getComputedStyle(each);
      if (each.clientWidth <= 1 || each.closest("svg, video, .govuk-skip-link")) continue;
      if (["hidden", "clip"].includes(style.overflowX) && each.scrollWidth > each.clientWidth + 1)
        faults.push(`cut off: ${looking.name(each)}`);
    }
    return faults;
  },

  /** Actions, answers and ways on: 44 px. A link may be stretched over its row by ::after. */
  targets() {
    const asked = [
      ".hv-button, .hv-continue, .hv-option, a.hv-task__title, .hv-card__title a, header a",
      "header button, main button, main summary, main select, main textarea",
      "main input:not([type=hidden], [type=radio], [type=checkbox])",
    ];
    const faults = [];
    for (const each of looking.all(asked.join())) {
      const stretched = getComputedStyle(each, "::after").position === "absolute";
      const box = (stretched ? each.offsetParent : each).getBoundingClientRect();
      if (!box.width || (box.height >= 43.5 && box.width >= 43.5)) continue;
      const size = `${Math.round(box.width)}×${Math.round(box.height)} px`;
      faults.push(`small, ${size}: ${looking.name(each)}`);
    }
    return faults;
  },

  /** Each stop of the Tab key in turn: does its look change, and does nothing cover it? */
  focus() {
    const faults = [];
    const stops = looking
      .all("a[href], button, input:not([type=hidden]), select, textarea, summary, video")
      .filter((each) => !each.disabled && each.checkVisibility({ visibilityProperty: true }));
    for (const each of stops) {
      document.activeElement.blur();
      const before = looking.look(each);
      each.focus();
      if (document.activeElement !== each) faults.push(`takes no focus: ${looking.name(each)}`);
      else if (looking.look(each) === before && each.tagName !== "VIDEO")
        faults.push(`focus is not seen: ${looking.name(each)}`);
      const box = [...each.getClientRects()].find((one) => one.width && one.height);
      const top = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      const inLabel = top && top.closest("label");
      const seen = top && (each.contains(top) || top.contains(each) || inLabel?.contains(each));
      if (!seen) faults.push(`focus is hidden: ${looking.name(each)}`);
    }
    document.activeElement.blur();
    scrollTo(0, 0);
    return faults;
  },

  /** What still moves where reduced motion is asked. */
  motion() {
    const long = (value) => value.split(",").some((one) => parseFloat(one) > 0.001);
    const moving = looking.all("*").filter((each) => {
      const style = getComputedStyle(each);
      const animated = style.animationName !== "none" && long(style.animationDuration);
      return long(style.transitionDuration) || animated || style.scrollBehavior === "smooth";
    });
    return moving.map((each) => `moves: ${looking.name(each)}`);
  },

  all(selector) {
    return [...document.querySelectorAll(selector)].filter(
      (each) => !each.closest(".hv-visually-hidden, .govuk-visually-hidden"),
    );
  },

  name(each) {
    return each.outerHTML.slice(0, 120);
  },

  /** All that a focus ring may be made of: on the element, around it, beside it. */
  look(each) {
    const near = [each, each.parentElement, each.nextElementSibling].filter(Boolean);
    return near
      .flatMap((one) => [null, "::before", "::after"].map((part) => getComputedStyle(one, part)))
      .map((style) =>
        ["outline", "boxShadow", "backgroundColor", "borderColor"].map((one) => style[one]).join(),
      )
      .join("|");
  },
};

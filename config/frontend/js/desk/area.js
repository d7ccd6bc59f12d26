// Writing into a textarea so that the browser's own "undo" knows of it.

/** Puts text in place of what stands between two places; the caret goes behind it. */
export function replace(area, text, start = area.selectionStart, end = area.selectionEnd) {
  area.focus();
  area.setSelectionRange(start, end);
  const done = text
    ? document.execCommand("insertText", false, text)
    : document.execCommand("delete");
  if (done) return;
  area.setRangeText(text, start, end, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Puts a block (table, image) behind the caret's line, with empty lines around it. */
export function insertBlock(area, text) {
  const before = area.value.slice(0, area.selectionStart);
  const after = area.value.slice(area.selectionEnd);
  const head = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const tail = !after || after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
  const start = area.selectionStart + head.length;
  replace(area, head + text + tail);
  return start;
}

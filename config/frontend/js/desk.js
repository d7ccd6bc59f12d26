// The script of pages where courses are written. Every one of them works without it.
import { startImages } from "./desk/images.js";
import { startOrdering } from "./desk/order.js";
import { startPasting } from "./desk/paste.js";
import { startSaving } from "./desk/saving.js";
import { startToolbar } from "./desk/toolbar.js";

const editor = document.querySelector("form[data-autosave]");
if (editor) {
  const area = editor.elements.body;
  startSaving(editor);
  if (!area.readOnly) {
    startToolbar(area);
    const askForWords = startImages(area, editor.dataset.images);
    startPasting(area, editor.dataset.paste, askForWords);
  }
}
startOrdering();

// The buttons above a lesson's text: [data-toolbar] with [data-command]s, hidden without this.
import { insertBlock, replace } from "./area.js";
import { words } from "./words.js";

const LIST_OR_HEADING = /^(#{1,6} |[-*+] |\d+[.)] |> ?)/;
const WHOLE = /^(https?:\/\/[^\s/]|mailto:[^\s@]+@|tel:[+\d(]|\/|#\S)/i;
const MAIL = /^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/;
const SITE = /^[\p{L}\d-]+(\.[\p{L}\d-]+)+(:\d+)?([/?#]|$)/u;
const commands = {
  heading: (area) => prefix(area, /^## /, () => "## "),
  bold: (area) => wrap(area, "**", words.bold),
  italic: (area) => wrap(area, "*", words.italic),
  bullets: (area) => prefix(area, /^[-*+] /, () => "- "),
  numbers: (area) => prefix(area, /^\d+[.)] /, (index) => `${index + 1}. `),
  quote: (area) => prefix(area, /^> ?/, () => "> "),
  table: insertTable,
};

/** Shows the toolbar above a textarea and does what its buttons say. */
export function startToolbar(area) {
  const bar = document.querySelector("[data-toolbar]");
  area.before(bar);
  bar.hidden = false;
  moveWithArrows(bar);
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-command]");
    if (button) commands[button.dataset.command](area);
  });
  area.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const name = { b: "bold", i: "italic" }[event.key.toLowerCase()];
    if (!name) return;
    event.preventDefault();
    commands[name](area);
  });
  startLinks(area);
}

/** One stop of the Tab key for the whole bar; arrows go from button to button. */
function moveWithArrows(bar) {
  const buttons = [...bar.querySelectorAll("button")];
  const stop = (chosen) => {
    for (const button of buttons) button.tabIndex = button === chosen ? 0 : -1;
  };
  stop(buttons[0]);
  bar.addEventListener("focusin", (event) => stop(event.target));
  bar.addEventListener("keydown", (event) => {
    const here = buttons.indexOf(event.target);
    const last = buttons.length - 1;
    const to = {
      ArrowRight: here === last ? 0 : here + 1,
      ArrowLeft: here === 0 ? last : here - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    buttons[to].focus();
  });
}

/** Sets marks around the chosen words, or takes them away. */
function wrap(area, mark, example) {
  const [start, end] = [area.selectionStart, area.selectionEnd];
  const chosen = area.value.slice(start, end);
  const before = area.value.slice(start - mark.length, start);
  const after = area.value.slice(end, end + mark.length);
  const isSet = before === mark && after === mark && !(mark === "*" && isBold(area, start, end));
  if (isSet) {
    replace(area, chosen, start - mark.length, end + mark.length);
    area.setSelectionRange(start - mark.length, end - mark.length);
    return;
  }
  const lead = chosen.match(/^\s*/)[0];
  const trail = chosen.trim() ? chosen.match(/\s*$/)[0] : "";
  const inner = chosen.trim() || example;
  replace(area, lead + mark + inner + mark + trail);
  const from = start + lead.length + mark.length;
  area.setSelectionRange(from, from + inner.length);
}

function isBold(area, start, end) {
  const around = area.value.slice(start - 3, start) + area.value.slice(end, end + 3);
  return area.value.slice(start - 2, start) === "**" && around !== "******";
}

/** Begins every chosen line with a mark, or takes the marks away where all have them. */
function prefix(area, pattern, mark) {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const found = area.value.indexOf("\n", area.selectionEnd);
  const end = found < 0 ? area.value.length : found;
  const lines = area.value.slice(start, end).split("\n");
  const isSet = lines.every((line) => !line.trim() || pattern.test(line));
  const filled = lines.some((line) => line.trim());
  let number = 0;
  const changed = lines.map((line) => {
    if (!line.trim() && filled) return line;
    if (isSet && filled) return line.replace(pattern, "");
    return mark(number++) + line.replace(LIST_OR_HEADING, "");
  });
  const text = changed.join("\n");
  replace(area, text, start, end);
  area.setSelectionRange(lines.length > 1 ? start : start + text.length, start + text.length);
}

function insertTable(area) {
  const [column, cell] = [words.column, words.cell];
  const head = `| ${column} 1 | ${column} 2 |\n| --- | --- |`;
  const start = insertBlock(area, `${head}\n| ${cell} | ${cell} |\n| ${cell} | ${cell} |`);
  area.setSelectionRange(start + 2, start + 2 + column.length + 2);
}

/** The dialog that asks for the words and the address of a link. */
function startLinks(area) {
  const dialog = document.getElementById("link-dialog");
  const form = dialog.querySelector("form[data-link]");
  const { text, address } = form.elements;
  const error = form.querySelector("[data-error]");
  document.querySelector("[data-dialog=link-dialog]").addEventListener("click", () => {
    text.value = area.value.slice(area.selectionStart, area.selectionEnd).trim();
    address.value = "";
    error.hidden = true;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = addressOf(address.value.trim());
    error.hidden = Boolean(wanted);
    if (!wanted) {
      error.textContent = words.noAddress;
      address.focus();
      return;
    }
    const label = (text.value.trim() || words.link).replace(/[[\]]/g, "\\$&");
    dialog.close();
    replace(area, `[${label}](${wanted})`);
  });
}

/** The whole address of what was typed; nothing where it is none. */
function addressOf(typed) {
  let whole = "";
  if (WHOLE.test(typed)) whole = typed;
  else if (MAIL.test(typed)) whole = `mailto:${typed}`;
  else if (SITE.test(typed)) whole = `https://${typed}`;
  return whole.replace(/[\s()<>]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}

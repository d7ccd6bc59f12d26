// What became of answers that were sent later: told on the next page of the same person.
import { clock } from "../device/clock.js";
import { owner } from "../device/owner.js";
import * as store from "../device/store.js";
import { announce, say } from "./telling.js";
import { words } from "./words.js";

/** The server's own words about what it did not take, and where the stored result is. */
export async function refusedNote(item, response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const text = (selector) => {
    const found = page.querySelector(selector);
    return found ? found.textContent.replace(/\s+/g, " ").trim() : "";
  };
  const stored = page.querySelector(`main a[href*="${new URL(item.action).pathname}"]`);
  return {
    owner: item.owner,
    action: item.action,
    title: item.title,
    state: "refused",
    at: Date.now(),
    text: `${text("main h1")}. ${text("main h1 ~ p")}`,
    url: stored ? stored.getAttribute("href") : item.action,
  };
}

/**
 * Tells the newest; what was sent is told once, a refusal until it is closed, a result that is not
 * kept until it was seen: `show(page, url)` puts it in place of this page.
 */
export async function tellNotes(show) {
  const notes = (await store.all("notes")).filter((note) => note.owner === owner());
  const first = (which) => notes.find(which);
  const note = first((one) => one.state === "refused") || first((one) => one.page) || notes.at(-1);
  if (!note) return;
  if (note.state === "refused") {
    announce(`${words.refused} ${note.title}. ${note.text}`, {
      state: "waiting",
      href: note.url,
      label: words.lookStored,
      seen: () => store.drop("notes", note.id),
    });
    return;
  }
  const sentAt = `${words.sentAt} ${clock(new Date(note.at))}`;
  announce(`${note.title}: ${sentAt}.`, { ...wayTo(note, show), label: words.look });
  for (const form of document.querySelectorAll("form[data-queue]")) {
    if (form.action === note.action) say(form, sentAt, "sent");
  }
  const told = notes.filter((one) => one.state === "sent" && !one.page);
  for (const one of told) await store.drop("notes", one.id);
}

function wayTo(note, show) {
  if (!note.page) return { href: note.url };
  const forget = () => store.drop("notes", note.id);
  return { open: () => forget().then(() => show(note.page, note.url)), seen: forget };
}

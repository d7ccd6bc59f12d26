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

/** Tells the newest; what was sent is told once, a refusal until it is closed. */
export async function tellNotes() {
  const notes = (await store.all("notes")).filter((note) => note.owner === owner());
  const note = notes.find((one) => one.state === "refused") || notes[notes.length - 1];
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
  announce(`${note.title}: ${sentAt}.`, { href: note.url, label: words.look });
  for (const form of document.querySelectorAll("form[data-queue]")) {
    if (form.action === note.action) say(form, sentAt, "sent");
  }
  for (const told of notes) if (told.state === "sent") await store.drop("notes", told.id);
}

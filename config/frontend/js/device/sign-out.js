// Signing out leaves nothing on the device; before it, answers that were not sent can be.
import { ask } from "../confirm.js";
import * as store from "./store.js";
import { eraseAll, owner } from "./owner.js";
import { flush } from "../queue/forms.js";
import { announce } from "../queue/telling.js";
import { words } from "../queue/words.js";

/** Takes over the sign-out forms; the server's Clear-Site-Data does the same without scripts. */
export function startSigningOut() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (new URL(form.action, location.href).pathname !== "/sign-out/" || form.dataset.erased) return;
    event.preventDefault();
    leave(form);
  });
}

async function leave(form) {
  const unsent = await store.all("outbox").catch(() => []);
  if (unsent.some((item) => item.kind !== "position")) {
    const choices = [words.sendFirst, words.signOut, words.stay];
    const chosen = await ask(words.unsent, choices, words.unsentMore);
    if (chosen === 2) return;
    if (chosen === 0) await flush({ isAsked: true });
    if (chosen === 0 && (await store.all("outbox")).length) {
      announce(words.noNetwork, { state: "waiting" });
      return;
    }
  }
  await eraseAll().catch(() => {});
  form.dataset.erased = "1";
  form.submit();
}

/** Says at the sign-in form that somebody else's answers wait here. */
export async function warnStrangers() {
  if (location.pathname !== "/sign-in/" || owner()) return;
  const unsent = await store.all("outbox").catch(() => []);
  if (unsent.some((item) => item.owner)) announce(words.others, { state: "waiting" });
}

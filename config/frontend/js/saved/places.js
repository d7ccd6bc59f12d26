// Where the reader of a saved lesson stood last: a page of this device names nobody and cannot know.
import { idOf } from "../device/owner.js";
import * as store from "../device/store.js";

/** {step, seconds} in a lesson that this person keeps here, as far as it is known. */
export const placeOf = (owner, path) => store.get("facts", idOf(owner, path));

/** Adds what is known now; of a lesson that is not kept here nothing is. */
export async function keepPlace(owner, path, known) {
  const name = idOf(owner, path);
  if (!(await store.get("saved", name))) return;
  await store.put("facts", { ...(await placeOf(owner, path)), ...known, name, owner, path });
}

export const dropPlace = (owner, path) => store.drop("facts", idOf(owner, path));

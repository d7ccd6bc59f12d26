// Whose this device is: the person of the last page that came from the server ("" for a guest).
// What one person keeps is out of everybody else's sight, and gone once somebody else signs in.
import * as store from "./store.js";

const CACHE = "hvs-saved-";
const DRAFT = "hvs-draft:";
const OWNER = "hvs-owner";
const HEIR = "guest-heir";
/** The stores and their keys; a row with an owner is theirs alone. */
const STORES = Object.entries({ outbox: "id", notes: "id", saved: "id", facts: "name" });

export const cacheOf = (owner) => CACHE + (owner || "guest");
export const draftsOf = (owner) => `${DRAFT}${owner}:`;
/** The key of a saved lesson's row, and of the place where its reader stood. */
export const idOf = (owner, path) => `${owner} ${path}`;

/** The service worker's way to know; pages read it without waiting (owner). */
export async function ownerKept() {
  const fact = await store.get("facts", "owner");
  return fact ? fact.value : "";
}

/** Who reads this page. A page from this device names nobody: it is the owner's. */
export function owner() {
  return isCopy() ? read(OWNER) || "" : document.body.dataset.person || "";
}

/** Whether the device is still theirs: in another tab somebody else may have signed in. */
export function isOwner(person) {
  return (read(OWNER) || "") === person;
}

/** Whether this page came from the device and not from the server. */
export function isCopy() {
  return "fromDevice" in document.body.dataset;
}

/** Notes who came; erases what another person kept, but leaves a guest's to who registered here. */
export async function settle() {
  if (isCopy()) return;
  const here = owner();
  const before = read(OWNER);
  if (before === here) return;
  if (here && cookie(HEIR) === here) await bequeath(here);
  write(OWNER, here);
  await store.put("facts", { name: "owner", value: here });
  if (here) await eraseAllBut(here);
}

/** A page that comes back from the browser's memory may be another person's. */
export function watchReturn() {
  addEventListener("pageshow", (event) => {
    if (event.persisted && !isCopy() && !isOwner(owner())) location.reload();
  });
}

/** Everything of everybody else: saved lessons, answers not sent, what was typed. */
async function eraseAllBut(owner) {
  const others = (await cacheNames()).filter((name) => name !== cacheOf(owner));
  await Promise.all(others.filter((name) => name.startsWith(CACHE)).map((one) => caches.delete(one)));
  for (const [name, key] of STORES) {
    for (const row of await store.all(name)) {
      if ("owner" in row && row.owner !== owner) await store.drop(name, row[key]);
    }
  }
  forget((key) => key.startsWith(DRAFT) && !key.startsWith(draftsOf(owner)));
}

/** What was kept without an account becomes theirs: saved lessons, answers not sent, what was typed. */
async function bequeath(heir) {
  await bequeathPages(heir);
  for (const [name, key] of STORES) {
    for (const row of await store.all(name)) if (row.owner === "") await giveTo(heir, name, key, row);
  }
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(draftsOf("")))) {
    write(draftsOf(heir) + key.slice(draftsOf("").length), read(key));
  }
}

async function bequeathPages(heir) {
  if (!(await cacheNames()).includes(cacheOf(""))) return;
  const guest = await caches.open(cacheOf(""));
  const theirs = await caches.open(cacheOf(heir));
  for (const address of await guest.keys()) await theirs.put(address, await guest.match(address));
}

async function giveTo(heir, name, key, row) {
  const id = row.path ? idOf(heir, row.path) : row[key];
  await store.put(name, { ...row, owner: heir, [key]: id });
  if (id !== row[key]) await store.drop(name, row[key]);
}

/** Everything of ours on this device. */
export async function eraseAll() {
  forget((key) => key.startsWith("hvs-"));
  await Promise.all((await cacheNames()).map((name) => caches.delete(name)));
  for (const [name, key] of STORES) for (const row of await store.all(name)) await store.drop(name, row[key]);
}

async function cacheNames() {
  if (!self.caches) return [];
  return (await caches.keys()).filter((name) => name.startsWith("hvs-"));
}

function cookie(name) {
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  return found ? found.slice(name.length + 1) : "";
}

function forget(which) {
  try {
    for (const key of Object.keys(localStorage)) if (which(key)) localStorage.removeItem(key);
  } catch {
    // Not allowed: then nothing was kept either.
  }
}

export function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function write(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // No room or not allowed: what was typed still stands in the form.
  }
}

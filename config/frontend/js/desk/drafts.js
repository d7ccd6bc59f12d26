// What is typed is kept on the device until the server has it.
const KEY = "hvs-desk:";
const owner = document.body.dataset.person || "";

function key() {
  return KEY + location.pathname;
}

/** What this person typed here and the server never got: {fields, seenAt}, or null. */
export function keptDraft() {
  try {
    const draft = JSON.parse(localStorage.getItem(key()));
    return draft && draft.owner === owner ? draft : null;
  } catch {
    return null;
  }
}

/** Keeps what is typed; false where the device has no room for it. */
export function keepDraft(fields, seenAt) {
  try {
    localStorage.setItem(key(), JSON.stringify({ owner, fields, seenAt }));
    return true;
  } catch {
    return false;
  }
}

/** Forgets what was kept: the server has it. */
export function forgetDraft() {
  try {
    localStorage.removeItem(key());
  } catch {
    // Nothing is kept where nothing may be kept.
  }
}

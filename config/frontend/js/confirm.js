// Dialogs: <form data-confirm="question">, <button data-dialog="id">.

/** Asks before a form with data-confirm is sent; without <dialog> it is sent as it is. */
export function startConfirming() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog && dialog.showModal) dialog.showModal();
  });
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const question = form.dataset.confirm;
      if (!question || form.dataset.confirmed || !window.HTMLDialogElement) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(question, form.dataset.confirmLabel, () => {
        form.dataset.confirmed = "1";
        form.requestSubmit(event.submitter || undefined);
        delete form.dataset.confirmed;
      });
    },
    true,
  );
}

function ask(question, label, confirmed) {
  const dialog = document.createElement("dialog");
  dialog.className = "hv-dialog";
  const title = document.createElement("h2");
  title.id = "confirm-title";
  title.textContent = question;
  dialog.setAttribute("aria-labelledby", title.id);
  const row = document.createElement("div");
  row.className = "hv-button-row";
  const words = document.documentElement.lang === "en" ? ["Yes", "No"] : ["Đồng ý", "Không"];
  row.append(
    button(label || words[0], "", () => dialog.close("yes")),
    button(words[1], "hv-button--secondary", () => dialog.close("no")),
  );
  dialog.append(title, row);
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "yes") confirmed();
  });
  dialog.showModal();
}

function button(words, kind, pressed) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `hv-button ${kind}`;
  made.textContent = words;
  made.addEventListener("click", pressed);
  return made;
}

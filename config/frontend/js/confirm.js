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
    async (event) => {
      const form = event.target;
      const question = form.dataset.confirm;
      if (!question || form.dataset.confirmed || !window.HTMLDialogElement) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!(await agree(question, form.dataset.confirmLabel))) return;
      form.dataset.confirmed = "1";
      form.requestSubmit(event.submitter || undefined);
      delete form.dataset.confirmed;
    },
    true,
  );
}

/** Whether the question was answered with yes (its words: label). */
export async function agree(question, label) {
  const words = document.documentElement.lang === "en" ? ["Yes", "No"] : ["Đồng ý", "Không"];
  return (await ask(question, [label || words[0], words[1]])) === 0;
}

/** Asks with a button for each choice; resolves with the number of the chosen, else the last. */
export function ask(question, choices, explanation = "") {
  if (!window.HTMLDialogElement) return Promise.resolve(confirm(question) ? 0 : choices.length - 1);
  const dialog = document.createElement("dialog");
  dialog.className = "hv-dialog";
  const title = document.createElement("h2");
  title.id = "confirm-title";
  title.textContent = question;
  dialog.setAttribute("aria-labelledby", title.id);
  const more = document.createElement("p");
  more.textContent = explanation;
  const row = document.createElement("div");
  row.className = "hv-button-row";
  row.append(
    ...choices.map((words, number) =>
      button(words, number ? "hv-button--secondary" : "", () => dialog.close(String(number))),
    ),
  );
  dialog.append(title, ...(explanation ? [more] : []), row);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue ? Number(dialog.returnValue) : choices.length - 1);
    });
  });
}

function button(words, kind, pressed) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `hv-button ${kind}`;
  made.textContent = words;
  made.addEventListener("click", pressed);
  return made;
}

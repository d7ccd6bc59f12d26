// The dialog that asks for an image and for the words of those who do not see it.
import { insertBlock } from "./area.js";
import { post } from "./sending.js";
import { words } from "./words.js";

/** Starts the dialog; returns a function that opens it with an image that was pasted. */
export function startImages(area, address) {
  const dialog = document.getElementById("image-dialog");
  const form = dialog.querySelector("form[data-image]");
  const { image, alternative_text: text } = form.elements;
  const error = form.querySelector("[data-error]");
  const say = (message) => {
    error.textContent = message;
    error.hidden = !message;
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say("");
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const fields = { alternative_text: text.value };
      if (image.files[0]) fields.image = image.files[0];
      const answer = await post(address, fields);
      if (answer.status === 201) {
        dialog.close();
        form.reset();
        insertBlock(area, answer.body.markdown);
        return;
      }
      say(answer.body.message || words.noNetwork);
      if (answer.body.field) form.elements[answer.body.field].focus();
    } catch {
      say(words.noNetwork);
    } finally {
      button.disabled = false;
    }
  });
  return (file) => {
    const files = new DataTransfer();
    files.items.add(file);
    image.files = files.files;
    say("");
    dialog.showModal();
    text.focus();
  };
}

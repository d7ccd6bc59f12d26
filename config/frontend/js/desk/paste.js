// Text with formatting (Word, Google Docs, LibreOffice) becomes Markdown on the server.
import { insertBlock, replace } from "./area.js";
import { post } from "./sending.js";
import { words } from "./words.js";

// What a person would miss: without any of these the browser pastes plain words by itself.
const FORMATTED =
  /<(h[1-6]|li|table|b|strong|i|em|s|del|a|blockquote)[\s>]|MsoListParagraph|mso-list|role="?heading|font-weight:\s*(bold|[6-9]00)|font-style:\s*italic/i;

// A heading, list, quotation or table: it needs empty lines around it in the middle of a text.
const BLOCKS = /^(#{1,6} |[-*+] |\d+[.)] |> ?|\|)/m;

/** Takes over pasting into a textarea where the clipboard holds formatting or an image. */
export function startPasting(area, address, askForWords) {
  const status = document.querySelector("[data-paste-status]");
  const say = (text) => (status.textContent = text);
  area.addEventListener("paste", async (event) => {
    const html = event.clipboardData.getData("text/html");
    const plain = event.clipboardData.getData("text/plain");
    const image = [...event.clipboardData.files].find((file) => file.type.startsWith("image/"));
    say("");
    if (image && !html) {
      event.preventDefault();
      askForWords(image);
    } else if (html && FORMATTED.test(html)) {
      event.preventDefault();
      say(words.pasting);
      const pasted = await converted(address, html);
      put(area, pasted ? pasted.markdown : plain, Boolean(pasted));
      say(toSay(pasted));
    }
  });
}

function put(area, text, isMarkdown) {
  if (isMarkdown && BLOCKS.test(text)) insertBlock(area, text);
  else replace(area, text);
}

function toSay(pasted) {
  if (!pasted) return words.pastedPlain;
  return pasted.image_count ? words.pastedWithoutImages(pasted.image_count) : "";
}

async function converted(address, html) {
  try {
    const answer = await post(address, { html });
    return answer.status === 200 ? answer.body : null;
  } catch {
    return null;
  }
}

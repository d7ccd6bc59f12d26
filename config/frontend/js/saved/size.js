/** A size in words, as the server writes it: 1,2 MB; 340 KB. */
export function sizeInWords(bytes) {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1000))} KB`;
  return `${(bytes / 1e6).toFixed(1).replace(".", ",")} MB`;
}

/** Fills {name} in words that came from the server. */
export function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

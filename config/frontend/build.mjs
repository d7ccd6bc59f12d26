// Builds the look into config/static/built/: node build.mjs
// Two stylesheets, three scripts, the service worker, four fonts; and config/ui/icons.json, which is committed.
import { brotliCompressSync, gzipSync } from "node:zlib";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const built = join(here, "..", "static", "built");
const tokens = JSON.parse(readFileSync(join(here, "tokens.json"), "utf8"));

rmSync(built, { recursive: true, force: true });
mkdirSync(join(built, "fonts"), { recursive: true });
const fontFaces = copyFonts();
writeStylesheet("learner", fontFaces + customProperties());
writeStylesheet("office", "");
writeStylesheet("api-docs", "");
await writeScripts();
writeIcons();
writeLicences();

/** Copies the four font files and returns their @font-face rules. */
function copyFonts() {
  const source = join(modules, "@fontsource", "be-vietnam-pro");
  let rules = "";
  for (const weight of [400, 700]) {
    for (const subset of ["latin", "vietnamese"]) {
      const file = `be-vietnam-pro-${subset}-${weight}-normal.woff2`;
      copyFileSync(join(source, "files", file), join(built, "fonts", file));
      const sheet = readFileSync(join(source, `${weight}.css`), "utf8");
      const range = sheet.match(
        new RegExp(`-${subset}-${weight}-normal\\.woff2[\\s\\S]*?unicode-range:\\s*([^;]+);`),
      )[1];
      rules +=
        `@font-face{font-family:"Be Vietnam Pro";font-style:normal;font-display:swap;` +
        `font-weight:${weight};src:url(fonts/${file}) format("woff2");unicode-range:${range}}`;
    }
  }
  return rules;
}

/** Writes tokens.json as CSS custom properties, light and dark; paper is always light. */
function customProperties() {
  const rules = (scheme) =>
    Object.entries(tokens[scheme])
      .map(([name, value]) => `--${name}:${value}`)
      .join(";");
  return (
    `:root{color-scheme:light dark;--accent:var(--lake);--on-accent:var(--on-lake);` +
    `${rules("light")}}` +
    `@media screen and (prefers-color-scheme:dark){:root{${rules("dark")}}}`
  );
}

/** Compiles scss/NAME.scss; govuk-frontend's colours become our custom properties. */
function writeStylesheet(name, head) {
  const functional = Object.entries(tokens.functional)
    .map(([role, token]) => `"${role}": ${tokens.light[token]}`)
    .join(", ");
  const source = readFileSync(join(here, "scss", `${name}.scss`), "utf8").replace(
    "/* functional colours */",
    functional,
  );
  const compiled = sass.compileString(source, {
    url: pathToFileURL(join(here, "scss", `${name}.scss`)),
    loadPaths: [modules],
    style: "expanded",
    quietDeps: true,
  }).css;
  const themed = (head + compiled).replace(
    /var\(--govuk-([a-z-]+)-colour, #[0-9a-f]{3,6}\)/g,
    (_, role) => `var(--${tokens.functional[role]})`,
  );
  const { code } = esbuild.transformSync(themed, {
    loader: "css",
    minify: true,
    target: ["chrome80", "firefox78", "safari13"],
    legalComments: "none",
  });
  write(`${name}.css`, code);
}

/** Bundles the scripts; what they need stands in them. */
async function writeScripts() {
  for (const name of ["learner", "office", "desk", "sw"]) {
    const result = await esbuild.build({
      entryPoints: [join(here, "js", `${name}.js`)],
      bundle: true,
      minify: true,
      format: "iife",
      target: ["es2018"],
      define: { "process.env.NODE_ENV": '"production"' },
      write: false,
    });
    write(`${name}.js`, result.outputFiles[0].text);
  }
}

/** Keeps the inside of each icon named in icons.txt, for {% icon %}. */
function writeIcons() {
  const names = readFileSync(join(here, "icons.txt"), "utf8").split("\n").filter(Boolean);
  const icons = {};
  for (const name of names) {
    const svg = readFileSync(join(modules, "lucide-static", "icons", `${name}.svg`), "utf8");
    icons[name] = svg
      .replace(/^[\s\S]*?<svg[^>]*>/, "")
      .replace("</svg>", "")
      .replace(/\s*\n\s*/g, "")
      .replace(/ \/>/g, "/>")
      .trim();
  }
  const target = join(here, "..", "ui", "icons.json");
  writeFileSync(target, JSON.stringify(icons, null, 1) + "\n");
}

/** Names whose work this is, beside the files. */
function writeLicences() {
  const parts = [
    ["govuk-frontend (parts of the stylesheets)", "govuk-frontend/LICENSE.txt"],
    ["Be Vietnam Pro (fonts)", "@fontsource/be-vietnam-pro/LICENSE"],
    ["Lucide (icons)", "lucide-static/LICENSE"],
    ["SortableJS (in desk.js)", "sortablejs/LICENSE"],
    ["Workbox (in sw.js)", "workbox-core/LICENSE"],
  ];
  const text = parts.map(([what, file]) => {
    try {
      return `${what}\n\n${readFileSync(join(modules, file), "utf8")}`;
    } catch {
      return `${what}: see the package's own licence.`;
    }
  });
  writeFileSync(join(built, "LICENCES.txt"), text.join("\n\n----\n\n"));
}

function write(file, text) {
  writeFileSync(join(built, file), text);
  const bytes = Buffer.from(text);
  const kilobytes = (size) => (size / 1024).toFixed(1).padStart(6);
  console.log(
    `${file.padEnd(12)}${kilobytes(bytes.length)} KB` +
      `${kilobytes(gzipSync(bytes, { level: 9 }).length)} KB gzip` +
      `${kilobytes(brotliCompressSync(bytes).length)} KB brotli`,
  );
}

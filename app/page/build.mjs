/**
 * Builds the chat page: `src/` and its styles bundled into one HTML file, `dist/page/index.html`, with one inline script and one inline style.
 *
 *   node page/build.mjs
 *
 * It is also jest's `globalSetup`, so tests never meet an older page.
 */
import { buildSync } from "esbuild";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "dist", "page", "index.html");

/** Browsers of the last three years: `field-sizing` and the like are extras that others go without. */
const browsers = ["chrome111", "edge111", "firefox113", "safari16.4"];

/** Builds the page and writes it. Fails where a package that it needs is not installed (`npm ci`), or its TypeScript cannot be read. */
export default function build() {
  const options = {
    bundle: true,
    minify: true,
    write: false,
    target: browsers,
    charset: "utf8",
    legalComments: "none",
    logLevel: "silent",
  };
  const script = buildSync({ ...options, entryPoints: [join(here, "src", "main.ts")], format: "iife" });
  const style = buildSync({ ...options, entryPoints: [join(here, "src", "styles", "index.css")] });
  const html = readFileSync(join(here, "index.html"), "utf8")
    .replace("<style></style>", () => `<style>${style.outputFiles[0].text.trim()}</style>`)
    .replace("<script></script>", () => `<script>${inline(script.outputFiles[0].text.trim())}</script>`);
  mkdirSync(dirname(target), { recursive: true });
  // Another process may read it at this moment.
  const half = `${target}.${process.pid}`;
  writeFileSync(half, html);
  renameSync(half, target);
}

/**
 * Inside `<script>`, `<!--` followed by `<script` hides the end tag (HTML, "restrictions for contents of script elements"). Both stand only in strings
 * and regular expressions here, where `\x3C` means the same.
 */
function inline(script) {
  return script.replaceAll("<!--", "\\x3C!--").replace(/<(?=\/?script)/gi, "\\x3C");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build();

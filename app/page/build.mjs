/**
 * Builds the chat page: `src/` and its styles bundled into one HTML file, `dist/page/index.html`, with one inline script and one inline style; and
 * beside it `highlight.js`, the script of the worker that colours code, which the page fetches when it first shows some.
 *
 *   node page/build.mjs
 *
 * It is also jest's `globalSetup`, so tests never meet an older page.
 */
import { buildSync } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "dist", "page");

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
  const worker = buildSync({
    ...options,
    entryPoints: [join(here, "src", "highlight", "worker.ts")],
    format: "iife",
    legalComments: "eof",
  }).outputFiles[0].text;
  // By its address a cache tells one version from the next.
  const version = createHash("sha256").update(worker).digest("hex").slice(0, 16);
  const script = buildSync({
    ...options,
    entryPoints: [join(here, "src", "main.ts")],
    format: "iife",
    define: { highlighterAddress: JSON.stringify(`/highlight.js?v=${version}`) },
  });
  const style = buildSync({ ...options, entryPoints: [join(here, "src", "styles", "index.css")] });
  const html = readFileSync(join(here, "index.html"), "utf8")
    .replace("<style></style>", () => `<style>${style.outputFiles[0].text.trim()}</style>`)
    .replace("<script></script>", () => `<script>${inline(script.outputFiles[0].text.trim())}</script>`);
  mkdirSync(target, { recursive: true });
  write("highlight.js", worker);
  write("index.html", html);
}

/** Another process may read the file at this moment, so it comes whole. */
function write(name, text) {
  const half = join(target, `${name}.${process.pid}`);
  writeFileSync(half, text);
  renameSync(half, join(target, name));
}

/**
 * Inside `<script>`, `<!--` followed by `<script` hides the end tag (HTML, "restrictions for contents of script elements"). Both stand only in strings
 * and regular expressions here, where `\x3C` means the same.
 */
function inline(script) {
  return script.replaceAll("<!--", "\\x3C!--").replace(/<(?=\/?script)/gi, "\\x3C");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build();

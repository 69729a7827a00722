// Lets `require` load TypeScript, as `require("tsx/cjs")` does, without what that costs: tsx reads every JavaScript file of
// Pulumi's packages once more (0.3 s), and with source maps on, Node.js maps the stack that Pulumi's SDK takes of every
// promise (0.4 s).
const Module = require("node:module");

const nodeLoadsJavaScript = Module._extensions[".js"];
require("tsx/cjs");
const tsxLoadsJavaScript = Module._extensions[".js"];
const tsxLoadsTypeScript = Module._extensions[".ts"];

let keepSourceMaps = false;
process.setSourceMapsEnabled(false);

/** Keeps the source maps of a file, for an error that may show its lines, or not; what the file loads decides for itself. */
function load(loader, kept, module, file) {
  const before = keepSourceMaps;
  process.setSourceMapsEnabled((keepSourceMaps = kept));
  try {
    loader(module, file);
  } finally {
    process.setSourceMapsEnabled((keepSourceMaps = before));
  }
}

Module._extensions[".ts"] = (module, file) => load(tsxLoadsTypeScript, true, module, file);
Module._extensions[".js"] = (module, file) => {
  try {
    load(nodeLoadsJavaScript, false, module, file);
  } catch (error) {
    // A package of ES modules only: tsx turns them into CommonJS.
    if (error.code !== "ERR_REQUIRE_ESM") throw error;
    load(tsxLoadsJavaScript, false, module, file);
  }
};

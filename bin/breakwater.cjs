#!/usr/bin/env node
// The `breakwater` command. It is TypeScript, which tsx compiles on the fly; its verbs stand in twin/cli.
// By its path: the packages may not be installed yet.
require("../packages/needed-node/index.cjs");
try {
  require.resolve("tsx/cjs");
} catch {
  console.error("breakwater: its packages are not installed yet. Run `npm ci` in the project's folder first.");
  process.exit(2);
}
require("../twin/cli/typescript.cjs");
require("../twin/cli/lazy-packages.cjs");
require("../twin/cli/index.ts").main(process.argv);

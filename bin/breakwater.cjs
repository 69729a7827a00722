#!/usr/bin/env node
// The `breakwater` command. It is TypeScript, which tsx compiles on the fly; its verbs stand in twin/cli.
const neededNode = 20;

const node = Number(process.versions.node.split(".")[0]);
if (node < neededNode) {
  console.error(
    `breakwater needs Node.js ${neededNode} or newer; this is ${process.versions.node}. See https://nodejs.org.`,
  );
  process.exit(2);
}
try {
  require.resolve("tsx/cjs");
} catch {
  console.error("breakwater: its packages are not installed yet. Run `npm ci` in the project's folder first.");
  process.exit(2);
}
require("../twin/cli/typescript.cjs");
require("../twin/cli/lazy-packages.cjs");
require("../twin/cli/index.ts").main(process.argv);

/**
 * Ends the process with one line where its Node.js is older than `engines` of the project's package.json. It comes before everything else, which an old
 * Node.js may not even be able to read: by `nodeargs` of Pulumi.yaml, because Pulumi takes the first node on the PATH, in the policy pack and in
 * bin/breakwater.cjs. So it is JavaScript that every Node.js reads.
 */
const needed = /(\d+)\.(\d+)/.exec(require("../../package.json").engines.node);
const own = process.versions.node.split(".").map(Number);

if (own[0] < Number(needed[1]) || (own[0] === Number(needed[1]) && own[1] < Number(needed[2]))) {
  const lack = `Breakwater needs Node.js ${needed[0]} or newer; ${process.execPath} is ${process.versions.node}.`;
  console.error(
    `${lack} Put Node.js 24 (https://nodejs.org) first on the PATH, or \`runtime/with-node.sh\` before the command: ` +
      "like make, it takes one from the npm registry.",
  );
  process.exit(2);
}

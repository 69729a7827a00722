// Pulumi's SDK loads TypeScript and arborist at its start, 10 MB of source, to serialize functions: nothing that a Plan needs. Here
// they are loaded when something of them is first used, which saves a fifth of a second and 50 MB.
const Module = require("node:module");

const LAZY = new Set(["typescript", "@npmcli/arborist"]);
const load = Module._load;

Module._load = function (request, parent, isMain) {
  if (!LAZY.has(request) || !parent?.filename?.includes("/@pulumi/pulumi/"))
    return load.call(this, request, parent, isMain);
  // One that is not installed fails where it always did: the SDK has another one then.
  Module._resolveFilename(request, parent, isMain);
  let loaded;
  return new Proxy(
    {},
    {
      // Told that it is a module of its own kind, the SDK's import helper takes it as it is and copies nothing.
      get: (_, name) => (name === "__esModule" ? true : (loaded ??= load(request, parent, isMain))[name]),
    },
  );
};

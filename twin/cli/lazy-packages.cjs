// Pulumi's SDK loads TypeScript at its start, 9 MB of source, to serialize functions: nothing that a Plan needs. Here it is loaded
// when something of it is first used.
const Module = require("node:module");

const load = Module._load;

Module._load = function (request, parent, isMain) {
  if (request !== "typescript" || !parent?.filename?.includes("/@pulumi/pulumi/"))
    return load.call(this, request, parent, isMain);
  // Where it is not installed it fails where it always did: the SDK has its own then.
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

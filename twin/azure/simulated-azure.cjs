// The simulated Azure for plain Node.js: `require` this file to get all that index.ts exports. It loads the TypeScript beside
// it by a loader of its own, so that no flag is needed and nothing else in the process is touched.
const { require: requireTypeScript } = require("tsx/cjs/api");

const azure = requireTypeScript("./index.ts", module.filename);

// A plugin that keeps no inputs of its own can tell only by the last outputs whether the program wants a change. So every
// property that was given comes back as it was given; what Azure adds inside it can be read, but is not enumerated.
function newResource(type, name, inputs, state) {
  const made = azure.newResource(type, name, inputs, state);
  return { id: made.id, state: { ...made.state, ...asGiven(inputs, made.state) } };
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** A copy of `given` that has what only `made` has as properties that are not enumerated. */
function asGiven(given, made) {
  if (!isObject(given) || !isObject(made)) return given;
  const copy = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, asGiven(value, made[key])]));
  for (const [key, value] of Object.entries(made)) {
    if (!(key in given)) Object.defineProperty(copy, key, { value, enumerable: false });
  }
  return copy;
}

module.exports = { ...azure, newResource };

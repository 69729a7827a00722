/**
 * What Pulumi takes to write a function out as text: the TypeScript compiler. Programs without dynamic providers never do so, and loading it is a
 * large part of the time that a test of a component takes. Whoever does use it is told.
 */
module.exports = new Proxy(
  {},
  {
    get(target, name) {
      if (name === "__esModule" || typeof name === "symbol") return undefined;
      throw new Error(`Pulumi writes out a function (${name}), which unit tests leave out: see jest.config.cjs.`);
    },
  },
);

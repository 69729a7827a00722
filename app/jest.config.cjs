/**
 * Two projects: `unit` stands beside its file and takes seconds; `sockets` is what stands in `test/` and needs several files, real sockets, Redis,
 * processes or a browser. Some of `sockets` put load on the app, so they run one after the other: `jest --runInBand`.
 */
const common = {
  rootDir: __dirname,
  // Every run has the page as its sources are now.
  globalSetup: "<rootDir>/page/build.mjs",
  transform: { "^.+\\.(ts|esm\\.js)$": ["@swc/jest", { jsc: { target: "es2023", parser: { syntax: "typescript" } } }] },
  testEnvironment: "node",
  // The page's markdown parser is an ES module only.
  transformIgnorePatterns: ["/node_modules/(?!marked/)"],
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
};

module.exports = {
  // Milliseconds. Tests wait for what they test, and most take some; a machine that others keep busy takes ten times as long.
  testTimeout: 60_000,
  projects: [
    { ...common, displayName: "unit", testMatch: ["<rootDir>/{src,dev,bench,page}/**/*.test.ts"] },
    { ...common, displayName: "sockets", testMatch: ["<rootDir>/test/**/*.test.ts"] },
  ],
};

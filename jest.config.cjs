/**
 * Three projects: `unit` stands beside its file, is fast and needs nothing but Node; `rooms` is what crosses rooms, and `*.slow.test.ts` beside a
 * file: what starts processes or takes seconds; `controlplane` starts the twin's real Kubernetes control plane.
 */
// Tests reach for nothing but package registries: what the twin needs is built, never downloaded from registries of images.
process.env.BREAKWATER_BINARIES ??= "build";

// The one thing for which the program looks at a clock is a budget's first month: in tests it is always the same.
process.env.BREAKWATER_NOW ??= "2026-12-01T00:00:00Z";

const common = {
  rootDir: __dirname,
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { target: "es2023", parser: { syntax: "typescript" } } }] },
  testEnvironment: "node",
  modulePathIgnorePatterns: ["<rootDir>/.breakwater/", "<rootDir>/app/dist/"],
};

module.exports = {
  // Jest would leave one of two cores to others.
  maxWorkers: "100%",
  // Pulumi's packages are large: a worker that has grown past this starts afresh.
  workerIdleMemoryLimit: "1GB",
  // Milliseconds. Most tests take some; a machine that others keep busy takes ten times as long.
  testTimeout: 60_000,
  projects: [
    {
      ...common,
      displayName: "unit",
      testMatch: ["<rootDir>/**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", "<rootDir>/tests/", "<rootDir>/app/", "\\.slow\\.test\\.ts$"],
      moduleNameMapper: {
        "/typescript-shim$": "<rootDir>/tests/support/serialized-functions.cjs",
      },
    },
    {
      ...common,
      displayName: "rooms",
      testMatch: ["<rootDir>/tests/**/*.test.ts", "<rootDir>/**/*.slow.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", "<rootDir>/app/", "\\.controlplane\\.test\\.ts$"],
    },
    { ...common, displayName: "controlplane", testMatch: ["<rootDir>/tests/**/*.controlplane.test.ts"] },
  ],
};

import { ignoresChanges } from "./ignored-changes";

const ignores = (...ignoreChanges: string[]) =>
  ignoresChanges({ options: { protect: false, ignoreChanges } }, ["spec", "replicas"]);

test.each([
  "spec.replicas",
  'spec["replicas"]',
  '["spec"]["replicas"]',
  "spec",
  "spec.*",
  "*",
  "*.replicas",
  "spec[*]",
])("%s covers spec.replicas", (path) => expect(ignores("metadata.labels", path)).toBe(true));

test.each(["spec.replicas.most", "spec.template", "replicas", "metadata", "", 'spec["repl.icas"]', "spec[0]"])(
  "%p does not",
  (path) => expect(ignores(path)).toBe(false),
);

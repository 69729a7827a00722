import { type Source, idleNames, readSource, readSources, sourceFiles } from "./support/exports";

/** Files whose names are for people and programs outside this repository. */
const faces = [
  "components/azure/index.ts",
  "components/kubernetes/index.ts",
  // The stack's outputs.
  "infra/index.ts",
];
const isFace = (file: string): boolean => !file.endsWith(".ts") || faces.includes(file) || /\/fixtures\//.test(file);

/** Files that a file hands names on from. */
const handsOnFrom = ({ passed, allOf }: Source) => new Set([...[...passed.values()].map(({ from }) => from), ...allOf]);

describe("this repository", () => {
  let sources: Map<string, Source>;
  beforeAll(() => {
    sources = readSources(sourceFiles());
  });

  test("no file only forwards, but an index.ts that gathers several", () => {
    const forwarding = [...sources].filter(
      ([file, source]) => source.onlyForwards && !(/(^|\/)index\.ts$/.test(file) && handsOnFrom(source).size > 1),
    );
    expect(forwarding.map(([file]) => file)).toEqual([]);
  });

  test("no file offers what nobody takes from it", () => {
    expect(idleNames(sources, isFace)).toEqual([]);
  });
});

describe("the check itself", () => {
  const read = (files: Record<string, string>) =>
    new Map(Object.entries(files).map(([file, text]) => [file, readSource(file, text)]));
  // Paths of files that are there: what a specifier means is looked up on the disk.
  const own = "tests/support/exports.ts";
  const idle = (taking: string, offering = "export const a = 1; export class B {}") =>
    idleNames(read({ [own]: offering, "tests/x.test.ts": taking }), () => false).map((name) => name.split(": ")[1]);

  test.each([
    ["nothing", "", ["a", "B"]],
    ["a name", `import { a } from "./support/exports";`, ["B"]],
    ["a name under another one", `import { a as c } from "./support/exports";`, ["B"]],
    ["a member of all", `import * as all from "./support/exports"; all.a;`, ["B"]],
    ["all as a value", `import * as all from "./support/exports"; f(all);`, []],
    ["a type in passing", `type T = import("./support/exports").B;`, ["a"]],
    ["a name lazily", `const { a } = await import("./support/exports");`, ["B"]],
    ["a member lazily", `(await import("./support/exports")).B;`, ["a"]],
    ["all lazily", `const all = require("./support/exports");`, []],
    ["a name that it hands on, and nobody takes from there", `export { a } from "./support/exports";`, ["a", "B", "a"]],
  ])("who takes %s leaves the rest", (_what, taking, left) => expect(idle(taking)).toEqual(left));

  test("a type may stand beside what speaks in it, and not alone", () => {
    const taking = `import { f } from "./support/exports";`;
    expect(idle(taking, "export interface T {} export const f = (t: T) => t;")).toEqual([]);
    expect(idle(taking, "export interface T {} export const f = 1;")).toEqual(["T"]);
  });

  test.each([
    [`export { a } from "./a";`, true],
    [`/** A face. */ export * from "./a"; export type { B } from "./b";`, true],
    [`export { a } from "./a"; export const b = 1;`, false],
    [`import { a } from "./a"; a();`, false],
    ["", false],
  ])("%s only forwards: %s", (text, onlyForwards) => {
    expect(readSource("tests/x.ts", text).onlyForwards).toBe(onlyForwards);
  });
});

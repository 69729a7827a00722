import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { Room } from "./support/twin-rooms";
import {
  cycleIn,
  importsOf,
  outerRooms,
  roomOf,
  rooms,
  roomsSection,
  twinSources,
  wrongWith,
} from "./support/twin-rooms";

const repository = path.resolve(__dirname, "..");
const names = rooms.map(({ name }) => name);

describe("the table of the twin's rooms", () => {
  test("names rooms that are there, each after those that it may import: so there is no cycle", () => {
    const sources = twinSources();
    const empty = rooms.filter((room) => !sources.some((file) => roomOf(file) === room));
    expect(empty.map(({ name }) => name)).toEqual([]);
    const early = rooms.flatMap(({ name, mayImport }, place) => {
      const before = [...names.slice(0, place), ...outerRooms];
      return mayImport.filter((other) => !before.includes(other)).map((other) => `${name} before ${other}`);
    });
    expect(early).toEqual([]);
    expect(cycleIn(new Map(rooms.map(({ name, mayImport }) => [name, mayImport])))).toBeUndefined();
  });

  test("names faces that are there, and every index.ts is one: no other file only forwards", () => {
    const sources = new Set(twinSources());
    const faces = rooms.flatMap(({ name, faces }) =>
      sources.has(`twin/${name}.ts`) ? [] : faces.map((face) => `twin/${name}/${face}.ts`),
    );
    expect(faces.filter((file) => !sources.has(file))).toEqual([]);
    expect([...sources].filter((file) => file.endsWith("/index.ts") && !faces.includes(file))).toEqual([]);
  });

  test("allows nothing that no file needs", () => {
    const needed = new Set(
      twinSources().flatMap((file) =>
        importsOf(file).map(({ from, to }) => `${roomOf(from)?.name} → ${roomOf(to)?.name ?? to.split("/")[0]}`),
      ),
    );
    const idle = rooms.flatMap(({ name, mayImport }) => mayImport.map((other) => `${name} → ${other}`));
    expect(idle.filter((edge) => !needed.has(edge))).toEqual([]);
  });

  test("is what docs/architecture.md shows (`npm run docs` writes it)", () => {
    const page = readFileSync(path.join(repository, "docs/architecture.md"), "utf8");
    expect(page).toContain(roomsSection());
  });
});

describe("the imports of the twin", () => {
  test("keep to the table", () => {
    expect(twinSources().flatMap((file) => importsOf(file).flatMap((found) => wrongWith(found) ?? []))).toEqual([]);
  });

  test("make no circle between rooms", () => {
    const edges = new Map<string, string[]>();
    for (const { from, to } of twinSources().flatMap(importsOf)) {
      const [room, other] = [roomOf(from)?.name, roomOf(to)?.name];
      if (room === undefined || other === undefined || room === other) continue;
      edges.set(room, [...(edges.get(room) ?? []), other]);
    }
    expect(cycleIn(edges)).toBeUndefined();
  });
});

describe("the check itself", () => {
  const room = (name: string, mayImport: string[], faces = ["index"]): Room => ({ name, holds: "", faces, mayImport });
  const plan: Room[] = [
    room("plan", []),
    room("surge/outcome", []),
    room("surge/control", ["surge/outcome"], ["index", "replay/vector"]),
    room("up", ["plan"]),
  ];

  test.each<[string, string, string | undefined]>([
    ["twin/up/apply/a.ts", "twin/plan/index.ts", undefined],
    ["twin/up/apply/a.ts", "twin/up/state.ts", undefined],
    ["twin/up/apply/a.ts", "twin/plan/types.ts", "that is the inside of plan"],
    ["twin/up/apply/a.ts", "twin/surge/control/index.ts", "up may not import surge/control"],
    ["twin/up/apply/a.ts", "policies/rule.ts", "up may not import policies/"],
    ["twin/plan/a.ts", "twin/up/index.ts", "plan may not import up"],
    ["twin/surge/control/a.ts", "twin/surge/outcome.ts", undefined],
    ["twin/surge/outcome.ts", "twin/surge/control/index.ts", "surge/outcome may not import surge/control"],
    ["twin/cellar/a.ts", "twin/plan/index.ts", "stands in no room"],
    ["twin/up/a.ts", "twin/cellar/a.ts", "stands in no room"],
  ])("of %s → %s", (from, to, wrong) => {
    const found = wrongWith({ from, to }, plan);
    if (wrong === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(wrong);
  });

  test("finds a circle, and none where there is none", () => {
    expect(
      cycleIn(
        new Map([
          ["a", ["b", "c"]],
          ["b", ["c"]],
          ["c", []],
        ]),
      ),
    ).toBeUndefined();
    expect(
      cycleIn(
        new Map([
          ["a", ["b"]],
          ["b", ["c"]],
          ["c", ["b"]],
        ]),
      ),
    ).toEqual(["b", "c", "b"]);
  });
});

/** The same table, as an editor shows it. */
describe("the lint configuration", () => {
  const allowed: [file: string, specifier: string][] = [
    ["twin/up/made-up.ts", "../plan"],
    ["twin/up/made-up.ts", "./session"],
    ["twin/up/apply/made-up.ts", "../session"],
    ["twin/up/apply/made-up.ts", "../../controlplane"],
    ["twin/surge/control/hpa/made-up.ts", "../quantity"],
    ["twin/surge/control/hpa/made-up.ts", "../../../files/input"],
    ["twin/surge/made-up.ts", "./model"],
    ["twin/cli/made-up.ts", "../surge/report"],
    ["twin/cli/made-up.ts", "../surge/control/replay/vector"],
    ["twin/cli/made-up.ts", "../../package.json"],
    ["twin/policy/made-up.ts", "../../policies/rule"],
    ["twin/up/made-up.test.ts", "../plan/types"],
  ];
  const forbidden: [file: string, specifier: string][] = [
    ["twin/up/made-up.ts", "../plan/types"],
    ["twin/up/apply/made-up.ts", "../../controlplane/cluster/layout"],
    ["twin/up/apply/made-up.ts", "../../cli"],
    ["twin/up/made-up.ts", "../surge"],
    ["twin/plan/made-up.ts", "../up/up"],
    ["twin/surge/outcome.ts", "./control"],
    ["twin/surge/control/hpa/made-up.ts", "../../serving"],
    ["twin/surge/control/hpa/made-up.ts", "../../../cost"],
    ["twin/surge/made-up.ts", "./control/hpa/spec"],
    ["twin/surge/made-up.ts", "../../policies/rule"],
    ["twin/up/made-up.ts", "../../infra"],
    ["twin/up/made-up.ts", "@pulumi/azure-native"],
  ];
  const count = new Map<string, number>();

  // ESLint's configuration is a module, which Jest cannot load: a process of its own lints all of them.
  beforeAll(() => {
    const script = `
      const { ESLint } = require("eslint");
      const eslint = new ESLint();
      const asked = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
      const lint = async ([filePath, specifier]) => {
        const [result] = await eslint.lintText(\`import { x } from "\${specifier}";\\nexport const y = x;\\n\`, { filePath });
        return result.messages.filter(({ ruleId }) => ruleId === "no-restricted-imports").length;
      };
      Promise.all(asked.map(lint)).then((counts) => console.log(JSON.stringify(counts)));`;
    const asked = [...allowed, ...forbidden];
    const stdout = execFileSync(process.execPath, ["-e", script], {
      cwd: repository,
      encoding: "utf8",
      input: JSON.stringify(asked),
    });
    const counts = JSON.parse(stdout) as number[];
    asked.forEach((key, place) => count.set(key.join(), counts[place]!));
  }, 60_000);

  test.each(allowed)("lets %s import %s", (...key) => expect(count.get(key.join())).toBe(0));

  test.each(forbidden)("does not let %s import %s", (...key) => expect(count.get(key.join())).toBe(1));
});

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { comparisonNames } from "../twin/cli/surge-command";
import { comparisons } from "../twin/surge/compare";
import type { SurgeOutcome } from "../twin/surge/outcome";
import { breakwater, root } from "./support/breakwater";

jest.setTimeout(5 * 60_000);

const prod = join(root, "tests/golden/prod.json");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-surge-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test("--json prints the outcome and nothing else, by the names that the contract has", async () => {
  const { exitCode, stdout } = await breakwater(["surge", "--plan", prod, "--compare", "fixed,cpu", "--json"]);
  expect(exitCode).toBe(0);
  const outcome = JSON.parse(stdout) as SurgeOutcome;
  expect(outcome).toMatchObject({
    simulated: true,
    verdict: "holds",
    simulationSeconds: expect.any(Number) as number,
    totals: { lost: 0, refused: 0, timedOut: 0 },
    firstTokenSeconds: { p50: expect.any(Number) as number, p95: expect.any(Number) as number },
    costDollars: expect.any(Number) as number,
    comparisons: { fixed: { verdict: "fails" }, cpu: { verdict: "fails" } },
  });
  expect(outcome.binding[0]).toEqual({ t: expect.any(Number), limit: expect.any(String), seconds: expect.any(Number) });
});

test("a terminal gets the verdict, and that it is a simulation; a page and the JSON are written", async () => {
  const out = join(folder, "surge");
  const args = ["surge", "--plan", prod, "--traffic", "flash-spike", "--out", out];
  const { exitCode, stdout } = await breakwater(args);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/holds/);
  expect(stdout).toMatch(/This is a simulation/);
  expect(readdirSync(out).sort()).toEqual(["surge.html", "surge.json"]);
  expect(readFileSync(join(out, "surge.html"), "utf8")).toMatch(/simulation/i);
  // Its own files are written over.
  expect((await breakwater(args)).exitCode).toBe(0);
});

test("a stack that does not hold ends with exit code 1", async () => {
  const limits = ["--assume", "gateway.tokensPerMinute=100000", "--assume", "gateway.requestsPerMinute=100"];
  const { exitCode, stdout } = await breakwater(["surge", "--plan", prod, "--traffic", "flash-spike", ...limits]);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/fails/);
  expect(stdout).toContain("the gateway's rate limits");
});

test("traffic of one's own: rates in a CSV file, and each question in another", async () => {
  const rates = file("rates.csv", "from,to,rate\n0,300,0.5\n300,900,5\n");
  const questions = file("questions.csv", `at\n${Array.from({ length: 500 }, (_, index) => index / 2).join("\n")}\n`);
  for (const traffic of [rates, questions]) {
    const { exitCode, stdout } = await breakwater(["surge", "--plan", prod, "--traffic", traffic, "--json"]);
    expect(exitCode).toBe(0);
    const { totals, traffic: told } = JSON.parse(stdout) as SurgeOutcome;
    expect(told.name).toMatch(/^(rates|questions)\.csv$/);
    expect(totals.arrivals).toBeGreaterThan(400);
  }
});

test.each<[string, () => string[], RegExp]>([
  [
    "traffic that there is not",
    () => ["--traffic", "sale-week"],
    /--traffic sale-week: there is no traffic and no file/,
  ],
  [
    "a gap in a traffic file",
    () => ["--traffic", file("t.csv", "from,to,rate\n0,10,1\n20,30,1\n")],
    /t\.csv:3: from is 20: a gap/,
  ],
  ["a negative rate", () => ["--traffic", file("t.csv", "from,to,rate\n0,10,-1\n")], /t\.csv:2: a rate is -1/],
  ["times in no order", () => ["--traffic", file("t.csv", "at\n5\n1\n")], /t\.csv:3: /],
  ["a factor of nothing", () => ["--factor", "0"], /A number above 0/],
  ["a comparison that there is not", () => ["--compare", "fixed,vpa"], /There is no "vpa"\. Allowed: fixed, cpu/],
  [
    "an assumption beyond belief",
    () => ["--assume", "gateway.tokenSeconds=-1"],
    /--assume gateway\.tokenSeconds=-1: it must be/,
  ],
  ["an assumption without a value", () => ["--assume", "gateway.tokenSeconds"], /of the form path=value/],
  [
    "a file of assumptions that lacks some",
    () => ["--assumptions", file("a.yaml", "gateway.errorShare: { value: 0, source: none }\n")],
    /a\.yaml:1: each of these must be there/,
  ],
  [
    "a folder with files of others",
    () => {
      mkdirSync(join(folder, "mine"));
      file("mine/thesis.txt", "all of it");
      return ["--out", join(folder, "mine")];
    },
    /it has other files in it/,
  ],
])("%s is wrong use, and nothing is written", async (_, args, message) => {
  const { exitCode, stdout, stderr } = await breakwater(["surge", "--plan", prod, ...args()]);
  expect(stderr).toMatch(message);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(existsSync(join(folder, "mine/surge.html"))).toBe(false);
});

test("a Plan without autoscalers is refused, with what it lacks", async () => {
  const plan = JSON.parse(readFileSync(prod, "utf8")) as { resources: { inputs: { kind?: string } }[] };
  plan.resources = plan.resources.filter(({ inputs }) => inputs.kind !== "ScaledObject");
  const { exitCode, stderr } = await breakwater(["surge", "--plan", file("plan.json", JSON.stringify(plan))]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("it has no HorizontalPodAutoscaler and no ScaledObject");
});

test("the help names each comparison that there is", () => {
  expect([...comparisonNames].sort()).toEqual(Object.keys(comparisons).sort());
});

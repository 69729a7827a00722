import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { referenceSteps } from "../twin/surge/serving/engine/reference-steps";
import { breakwater } from "./support/breakwater";

jest.setTimeout(5 * 60_000);

const model = { name: "meta-llama/Meta-Llama-3-8B" };
const vector = {
  format: 1,
  model,
  scheduler: { name: "sarathi", chunkTokens: 512, blockTokens: 16, maxRunningRequests: 128, watermarkShare: 0.01 },
  kvCacheTokens: 483_328,
  workload: { kind: "fixed", promptTokens: 400, outputTokens: 300 },
  runs: [{ arrivalRate: 2, requests: 40, warmupRequests: 4 }],
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-engine-"));
  write("steps.json", { models: { llama: { ...referenceSteps, ...model } } });
  write("arrivals.json", { gaps: new Array(40).fill(1) });
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: unknown): void => writeFileSync(join(folder, name), JSON.stringify(content));

function replay(content: unknown, ...options: string[]) {
  write("vector.json", content);
  return breakwater(["engine-replay", join(folder, "vector.json"), ...options]);
}

test("--json prints each run's figures, and nothing else", async () => {
  const { exitCode, stdout, stderr } = await replay(vector, "--json");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const number = expect.any(Number) as number;
  const runs = JSON.parse(stdout) as { tpotSeconds: { mean: number } }[];
  expect(runs).toEqual([
    {
      arrivalRate: 2,
      ttftSeconds: { p50: number, p99: number },
      tpotSeconds: { mean: number },
      e2eSeconds: { p50: number, p99: number },
      throughput: { requestsPerSecond: number },
    },
  ]);
  // Two a second of some 4 s each: a batch of about eight, 11 ms a step.
  expect(runs[0]!.tpotSeconds.mean).toBeGreaterThan(0.01);
  expect(runs[0]!.tpotSeconds.mean).toBeLessThan(0.015);
});

test("without --json there is a table that says that nothing was measured", async () => {
  const { exitCode, stdout } = await replay(vector);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/arrivals\/s +ttft p50[^]*Simulated, not measured/);
});

test.each([
  [
    "an unknown model",
    { ...vector, model: { name: "other" } },
    'model.name = "other" must be one of steps.json: meta-llama/Meta-Llama-3-8B',
  ],
  [
    "an unknown scheduler",
    { ...vector, scheduler: { name: "fifo" } },
    'scheduler.name = "fifo" must be a scheduler named "sarathi" or "vllm"',
  ],
  [
    "more requests than arrivals",
    { ...vector, runs: [{ arrivalRate: 2, requests: 41, warmupRequests: 4 }] },
    "runs[0].requests = 41 must be at most 40, as many as the folder has inputs",
  ],
  [
    "nothing but warm-up",
    { ...vector, runs: [{ arrivalRate: 2, requests: 4, warmupRequests: 4 }] },
    "runs[0].warmupRequests = 4 must be below its requests, 4",
  ],
  [
    "a negative rate",
    { ...vector, runs: [{ arrivalRate: -2, requests: 4, warmupRequests: 0 }] },
    "runs[0].arrivalRate = -2 must be a number above 0",
  ],
])("%s is wrong use, and said", async (_, content, message) => {
  const { exitCode, stdout, stderr } = await replay(content, "--json");
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain(message);
});

test("a missing neighbour is named", async () => {
  rmSync(join(folder, "arrivals.json"));
  const { exitCode, stderr } = await replay(vector);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/arrivals\.json:\n {2}cannot be read: there is no such file/);
});

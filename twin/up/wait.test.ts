import type { PlatformReport, PodReport, WorkloadReport } from "./report/platform";
import { waitForWorkloads } from "./wait";

const workload = (change: Partial<WorkloadReport> = {}): WorkloadReport => ({
  kind: "Deployment",
  namespace: "models",
  name: "vllm",
  wanted: 1,
  available: 0,
  complete: false,
  ...change,
});
const pod = (state: string): PodReport => ({ namespace: "models", name: "vllm-1", state });
const platform = (workloads: WorkloadReport[], pods: PodReport[] = [], ready = true): PlatformReport => ({
  pools: [{ name: "gpu1", vmSize: "", taints: [], nodes: [{ name: "n", ready, zone: "0", pods }] }],
  workloads,
  unscheduled: [],
});

/** Waits on a clock that moves one second with each look; after the last look that is given the answer stays the same. */
async function wait(looks: PlatformReport[], timeout = 60) {
  let count = 0;
  const steps: string[] = [];
  await waitForWorkloads({
    read: () => Promise.resolve(looks[Math.min(count++, looks.length - 1)]!),
    timeout,
    onProgress: ({ detail }) => steps.push(detail ?? ""),
    signal: new AbortController().signal,
    now: () => count * 1000,
    rest: () => Promise.resolve(),
  });
  return { count, steps };
}

describe("waitForWorkloads", () => {
  test("ends at once when all is complete, or there is nothing to wait for", async () => {
    expect((await wait([platform([workload({ complete: true })])])).count).toBe(1);
    expect((await wait([platform([])])).count).toBe(1);
  });

  test("says what it waits for until it is there", async () => {
    const { steps } = await wait([platform([workload()], [pod("Pending")]), platform([workload({ complete: true })])]);
    expect(steps).toEqual(["models/vllm 0 of 1"]);
  });

  test("ends early when the scheduler's verdict holds and nothing moves", async () => {
    expect((await wait([platform([workload({ reason: "0/1 nodes are available" })])])).count).toBe(4);
  });

  test.each([
    ["a workload does not say why", platform([workload({ reason: "no node" }), workload()])],
    ["a pod is starting", platform([workload({ reason: "no node" })], [pod("Pending")])],
    ["a pod is going", platform([workload({ reason: "no node" })], [pod("Terminating")])],
    ["a node is not ready", platform([workload({ reason: "no node" })], [], false)],
  ])("waits to the end when %s", async (_, look) => expect((await wait([look], 20)).count).toBe(21));

  describe("with the Cluster Autoscaler", () => {
    const waiting = { ...platform([workload({ reason: "no node" })]), unscheduled: [pod("Pending")] };
    const booting = [{ pool: "gpu1", name: "n", pods: ["models/vllm-1"], readyAt: "" }];
    const refusals = [{ pod: "models/vllm-1", reason: "gpu1 has its 1" }];

    test.each([
      ["a node is on its way", { booting, refusals: [], events: [] }],
      ["it has not judged the pod", { booting: [], refusals: [], events: [] }],
    ])("waits while %s", async (_, autoscaler) =>
      expect((await wait([{ ...waiting, autoscaler }], 20)).count).toBe(21),
    );

    test("ends early when no node helps the pod", async () => {
      const autoscaler = { booting: [], refusals, events: [] };
      expect((await wait([{ ...waiting, autoscaler }], 20)).count).toBe(4);
    });
  });
});

import { knownVmSize } from "@breakwater/azure-sizes";
import {
  nodeTemplates,
  podTemplateOf,
  readProfile,
  type PodOwner,
  type PodTemplateInput,
} from "@breakwater/cluster-autoscaler";
import type { Pool } from "@breakwater/plan-views";
import { readAssumptions } from "../twin/surge/assumptions";
import { readScaledObject } from "../twin/surge/control";
import { type PoolModel, readModel, type SurgeModel, type WorkloadModel } from "../twin/surge/model";
import type { SurgeSeries } from "../twin/surge/outcome";
import { Simulation } from "../twin/surge/simulation/simulation";
import { CurveArrivals, RateCurve } from "../twin/surge/traffic";
import { goldenPlan } from "./support/surge";

/** A pool of one node of four cores, which nobody grows: a pod of three cores fills it. */
const poolOf = (name: string): PoolModel => {
  const size = knownVmSize("Standard_D4s_v5");
  const pool: Pool = {
    name,
    vmSize: "Standard_D4s_v5",
    mode: "User",
    count: 1,
    maxPods: 110,
    zones: [],
    labels: { pool: name },
    taints: [],
    spot: false,
  };
  return { name, templates: nodeTemplates(pool, size, "koreacentral"), count: 1, family: "d4", vcpus: 4, gpu: false };
};

function workload(
  name: string,
  { priority = 0, spec = {}, ...more }: Pick<PodOwner, "priority"> & { spec?: object } & Partial<WorkloadModel>,
): WorkloadModel {
  const containers = [{ resources: { requests: { cpu: "3" } } }];
  const input: PodTemplateInput = { spec: { containers, ...spec } };
  return {
    id: `shop/${name}`,
    role: "other",
    template: podTemplateOf({ namespace: "shop", name, priority }, input),
    replicas: 1,
    startUp: {},
    startSeconds: 0,
    imagePullSeconds: 0,
    preStopSeconds: 0,
    graceSeconds: 300,
    ...more,
  };
}

/** The course of a quarter of an hour without a question. */
function quietCourse(changed: Partial<SurgeModel>, assume: Record<string, string> = {}): SurgeSeries {
  const assumptions = readAssumptions(undefined, assume);
  const length = { mean: 1, variation: 0, maximum: 1 };
  const arrivals = { promptTokens: length, outputTokens: length, burstiness: 1, seed: 1 };
  const simulation = new Simulation({
    name: "quiet",
    title: "a quiet time",
    model: { ...readModel(goldenPlan("prod"), assumptions), ...changed },
    assumptions,
    epoch: 0,
    arrivals: new CurveArrivals(new RateCurve([]), arrivals),
    seconds: 900,
    seed: 1,
  });
  return simulation.run().series;
}

/** Seconds without a pod that is ready, once a pod of more importance takes the place of the only one, which takes two minutes to end. */
function secondsWithoutPod(schedulingSeconds: number): number {
  // From five minutes after the start, and only where the app stands.
  const cron = { timezone: "Etc/UTC", start: "5 0 * * *", end: "50 0 * * *", desiredReplicas: "1" };
  const urgent = readScaledObject(
    { scaleTargetRef: { name: "urgent" }, minReplicaCount: 0, triggers: [{ type: "cron", metadata: cron }] },
    "urgent",
  );
  const { stepSeconds, replicas } = quietCourse(
    {
      pools: [poolOf("a"), poolOf("b")],
      workloads: [
        workload("app", { role: "app", preStopSeconds: 120 }),
        workload("urgent", {
          replicas: 0,
          priority: 1000,
          spec: { nodeSelector: { pool: "a" } },
          scaler: { kind: "keda", spec: urgent },
        }),
      ],
    },
    { "pods.schedulingSeconds": String(schedulingSeconds) },
  );
  const { ready } = replicas[0]!;
  expect(ready[0]).toBe(1);
  return ready.filter((count) => count === 0).length * stepSeconds;
}

test.each([1, 10])(
  "whoever made room for another pod is given its next place by the scheduler's next decision, %d s later",
  (schedulingSeconds) => {
    const seconds = secondsWithoutPod(schedulingSeconds);
    // The course has a value every five seconds.
    expect(Math.abs(seconds - schedulingSeconds)).toBeLessThanOrEqual(5);
  },
);

test("a node that nobody needs goes also where it need not have been so for any time", () => {
  const { profile } = readProfile({ scaleDownUnneededTime: "0s", scaleDownDelayAfterAdd: "0s" });
  const { pools } = quietCourse({
    profile,
    pools: [poolOf("a"), { ...poolOf("idle"), bounds: { min: 0, max: 1 } }],
    workloads: [workload("app", { role: "app" })],
  });
  expect(pools.map(({ pool, ready }) => [pool, ready.at(-1)])).toEqual([
    ["a", 1],
    ["idle", 0],
  ]);
});

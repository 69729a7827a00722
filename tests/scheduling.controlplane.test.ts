import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import type { Plan } from "@breakwater/plan-views";
import { BareCluster } from "./support/bare-cluster";
import { capacityPlans } from "./support/capacity-plans";
import { namespaceOf, nodesOf, objectsOf, priorityClasses, settledPods } from "./support/scheduled-plan";
import { buildTimeout } from "./support/twin";

const file = join(__dirname, "vectors/scheduling.jsonl");

/** Stacks, drawn once: a vector holds its own, so that another version of the generator does not change them. */
const recordedPlans = (): Plan[] =>
  fc.sample(capacityPlans, { numRuns: 40, seed: 36 }).filter((_, index) => !drawn.includes(index));

/** In these it is chance which node or zone a pod comes to, and another workload has a place more or less by it. */
const drawn: readonly number[] = [6, 9, 16];

interface Vector {
  plan: Plan;
  /** Pods of each workload that have a node in the end. */
  bound: Record<string, number>;
}

/**
 * Of the recorded stacks those with one workload are placed again, in which no order and no chance decides: each takes most of a minute, in which nothing
 * more may happen. All are recorded.
 */
const isPlacedAgain = ({ bound }: Vector): boolean => Object.keys(bound).length === 1;

/** Milliseconds. */
const testTime = 60 * 60_000;

/** Nodes and pods are imagined, but API server, quota, controllers and scheduler are Kubernetes' own. */
describe("the real scheduler, on nodes as AKS would make them", () => {
  const cluster = new BareCluster();
  beforeAll(() => cluster.start(), buildTimeout);
  afterAll(() => cluster.remove());

  test(
    "places as many pods of a stack as recorded",
    async () => {
      const isRecording = process.env.UPDATE_VECTORS === "1";
      const recorded = isRecording
        ? []
        : readFileSync(file, "utf8")
            .match(/.+\n/g)!
            .map((line) => JSON.parse(line) as Vector)
            .filter(isPlacedAgain);
      const plans = isRecording ? recordedPlans() : recorded.map(({ plan }) => plan);
      for (const each of priorityClasses) await cluster.api.create(each);
      const vectors: Vector[] = [];
      for (const [index, plan] of plans.entries()) vectors.push({ plan, bound: await boundOf(cluster, plan, index) });
      if (isRecording) writeFileSync(file, vectors.map((vector) => `${JSON.stringify(vector)}\n`).join(""));
      else expect(vectors).toEqual(recorded);
    },
    testTime,
  );
});

/** Where the pods of a stack stand, once its pools have grown to their most. */
async function boundOf(cluster: BareCluster, plan: Plan, index: number): Promise<Record<string, number>> {
  const { api } = cluster;
  const namespace = namespaceOf(index);
  const nodes = nodesOf(plan);
  await cluster.namespace(namespace);
  for (const node of nodes) await api.create(node);
  const bound: Record<string, number> = {};
  try {
    for (const { objects, name } of objectsOf(plan, namespace)) {
      for (const object of objects) await api.create(object);
      const pods = await settledPods(api, namespace, plan);
      Object.assign(bound, pods);
      bound[name] ??= 0;
    }
  } finally {
    await api.delete({ apiVersion: "v1", kind: "Namespace", name: namespace });
    for (const { metadata } of nodes) await api.delete({ apiVersion: "v1", kind: "Node", name: metadata.name });
  }
  return bound;
}

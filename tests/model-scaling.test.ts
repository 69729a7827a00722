import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "@breakwater/plan-views";
import { HpaController, syncPeriod } from "../twin/surge/control/hpa/controller";
import { readHpaSpec } from "../twin/surge/control/hpa/spec";
import { KedaController, type KedaInput } from "../twin/surge/control/keda/controller";
import { readScaledObject } from "../twin/surge/control/keda/scaled-object";

/** The spec of prod's ScaledObject of vLLM, with the bounds of a larger pool: three GPUs would hide what is asked beyond them. */
function vllmScaling(minReplicaCount: number) {
  const { resources } = JSON.parse(readFileSync(join(__dirname, "golden/prod.json"), "utf8")) as Plan;
  const { spec } = resources
    .map(({ inputs }) => inputs as { kind?: string; metadata?: { name: string }; spec?: object })
    .find(({ kind, metadata }) => kind === "ScaledObject" && metadata?.name === "vllm")!;
  return readScaledObject({ ...spec, minReplicaCount, maxReplicaCount: 1000 }, "models/vllm");
}

/** Ten minutes, which a GPU node and its model take. */
const looks = 600 / syncPeriod;

/**
 * The replicas at every look of KEDA's and Kubernetes' controllers, in the simulator that is held against recorded runs of them.
 * No pod beyond those of the beginning gets ready: all others are still starting.
 */
function replicasWhileStarting(asked: (look: number) => number, ready: number): number[] {
  const keda = new KedaController(readScaledObject(vllmScaling(ready), "models/vllm"), { epoch: 0 });
  const hpa = new HpaController(readHpaSpec(keda.hpa, "models/vllm"));
  let replicas = ready;
  return Array.from({ length: looks }, (_, look) => {
    const now = look * syncPeriod;
    const seen = (): KedaInput => ({ now, currentReplicas: replicas, readyReplicas: ready, read: () => asked(look) });
    replicas = keda.poll(seen()).replicas ?? replicas;
    const pods = Array.from({ length: replicas }, (_pod, index) => ({
      phase: index < ready ? ("Running" as const) : ("Pending" as const),
      deleting: false,
      startTime: 0,
      ready: index < ready,
      readyChanged: 0,
    }));
    const metrics = {
      resource: () => undefined,
      pods: () => undefined,
      object: () => undefined,
      external: (name: string) => keda.external(name, seen()),
    };
    replicas = hpa.sync({ now, currentReplicas: replicas, pods, metrics }).desiredReplicas;
    return replicas;
  });
}

describe("vLLM is scaled on what was asked of it", () => {
  test("200 requests in progress are 13 replicas, doubled every 15 s, and no more for as long as the new ones start", () => {
    const replicas = replicasWhileStarting(() => 200, 1);
    expect(replicas.slice(0, 5)).toEqual([2, 4, 8, 13, 13]);
    expect(new Set(replicas.slice(4))).toEqual(new Set([13]));
  });

  test("pods that are still starting are discounted, whatever the demand and however many are ready", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 20 }), (asked, ready) => {
        const needed = Math.max(Math.ceil(asked / 16), ready);
        expect(Math.max(...replicasWhileStarting(() => asked, ready))).toBeLessThanOrEqual(needed);
      }),
      { numRuns: 50 },
    );
  });

  test("a demand that grows while they start is followed at once", () => {
    const replicas = replicasWhileStarting((look) => (look < 10 ? 64 : 160), 1);
    expect([replicas[9], replicas[12]]).toEqual([4, 10]);
  });

  test("a pause of two minutes sends nobody away", () => {
    const replicas = replicasWhileStarting((look) => (look >= 10 && look < 18 ? 0 : 64), 1);
    expect(Math.min(...replicas.slice(2))).toBe(4);
  });

  test("the first request wakes a pool of none", () => {
    expect(replicasWhileStarting(() => 1, 0)[0]).toBe(1);
  });
});

import * as fc from "fast-check";
import {
  amountsOf,
  Capacity,
  chartsId,
  platformPods,
  type PodTemplate,
  usualDaemons,
  usualPlatform,
} from "@breakwater/cluster-autoscaler";
import { type JsonObject, type Plan, resourcesOf } from "@breakwater/plan-views";
import { autoscalingMaxReachable } from "../policies/rules/autoscaling/autoscaling-max-reachable";
import { surgeFeasibility } from "../policies/rules/autoscaling/surge-feasibility";
import { openFindings, runRules } from "../twin/policy/run-rules";
import { readAssumptions } from "../twin/surge/assumptions";
import { readModel } from "../twin/surge/model";
import { capacityPlans } from "./support/capacity-plans";
import { prodWith, resourceOf, steady, surge } from "./support/surge";

/*
 * What pools hold, as the policy pack says it and as a simulated surge finds it: where an autoscaler has to keep its maximum from the start, the simulator
 * says how many pods have no node, and the rest is what the pack says that the pools hold.
 */

/** Pods of each workload that have a node before the first question comes, in a simulated surge. */
function bound(plan: Plan): Map<string, { pods: number; of: number }> {
  const found = new Map<string, { pods: number; of: number }>();
  const note = (id: string, pods: number, of: number): void => {
    const before = found.get(id);
    found.set(id, { pods: Math.min(pods, before?.pods ?? pods), of: Math.max(of, before?.of ?? of) });
  };
  for (const { limit } of surge(plan, { traffic: steady(0, 5) }).binding) {
    const [, id, waiting, of] = /^(\S+): (\d+) of (\d+) pods have no node from the start$/.exec(limit) ?? [];
    if (id !== undefined) note(id, Number(of) - Number(waiting), Number(of));
    const [, refused, admitted, all] = /^(\S+): ResourceQuota \S+ admits (\d+) of (\d+) pods/.exec(limit) ?? [];
    if (refused !== undefined) note(refused, Number(admitted), Number(all));
  }
  return found;
}

/** The same by the pack's own count. */
function held(plan: Plan): Map<string, { pods: number; of: number }> {
  const resources = resourcesOf(plan);
  const capacity = new Capacity(resources, {
    others: (pools) => (plan.resources.some(({ type }) => /helm/.test(type)) ? platformPods(pools, usualPlatform) : []),
  });
  const asked = capacity.residents.map(({ template, least }) => ({ template, pods: least }));
  return new Map(
    capacity.holdTogether(asked).flatMap((pods, index) => {
      const { template, pods: of } = asked[index]!;
      return pods < of ? [[template.id, { pods, of }] as const] : [];
    }),
  );
}

test("random stacks: as many pods have a node in the surge as the pack says that the pools hold", () => {
  const met = { short: 0, enough: 0 };
  fc.assert(
    fc.property(capacityPlans, (plan) => {
      const said = held(plan);
      expect(bound(plan)).toEqual(said);
      met[said.size > 0 ? "short" : "enough"]++;
    }),
    { numRuns: 150, seed: 15 },
  );
  // Both are met often.
  expect(Math.min(met.short, met.enough)).toBeGreaterThan(15);
});

describe("laws of what is held", () => {
  /** What is held of the app alone, of as many as anybody may ask for. */
  const most = (plan: Plan): number => {
    const capacity = new Capacity(resourcesOf(plan));
    const app = capacity.residents.find(({ workload }) => workload.name === "app")!;
    // Within quotas and addresses it matters which pool is asked first.
    return capacity.holds(app, 400, { limits: false }).pods;
  };
  const changed = (plan: Plan, change: (pool: JsonObject) => void): Plan => {
    const copy = structuredClone(plan);
    for (const { type, inputs } of copy.resources) if (type.endsWith(":AgentPool")) change(inputs);
    return copy;
  };

  test("who asks for no more than is held gets all, and never more than was asked for", () => {
    fc.assert(
      fc.property(capacityPlans, fc.integer({ min: 0, max: 60 }), (plan, pods) => {
        const capacity = new Capacity(resourcesOf(plan));
        const app = capacity.residents.find(({ workload }) => workload.name === "app")!;
        const all = capacity.holds(app, 400).pods;
        expect(capacity.holds(app, pods).pods).toBe(Math.min(pods, all));
      }),
      { numRuns: 60, seed: 15 },
    );
  });

  test("a node more takes no place away", () => {
    fc.assert(
      fc.property(capacityPlans, (plan) => {
        const larger = changed(plan, (pool) => {
          if (pool.enableAutoScaling) pool.maxCount = Number(pool.maxCount) + 1;
          else pool.count = Number(pool.count) + 1;
        });
        expect(most(larger)).toBeGreaterThanOrEqual(most(plan));
      }),
      { numRuns: 60, seed: 15 },
    );
  });
});

test("what is assumed of pods that no Plan shows is one figure for the pack and the simulator", () => {
  const { numbers } = readAssumptions();
  expect(amountsOf({ cpu: numbers["nodes.daemonCpuCores"], memory: numbers["nodes.daemonMemoryBytes"] })).toEqual(
    usualDaemons,
  );
  expect(amountsOf({ cpu: numbers["nodes.platformCpuCores"], memory: numbers["nodes.platformMemoryBytes"] })).toEqual(
    usualPlatform,
  );
});

describe("prod, whose app asks for 28Gi of memory a pod", () => {
  const plan = prodWith((changed) => {
    const { spec } = resourceOf(changed, "Deployment", "ai-service").inputs as { spec: JsonObject };
    const [container] = ((spec.template as JsonObject).spec as JsonObject).containers as JsonObject[];
    container!.resources = { requests: { cpu: "1", memory: "28Gi" }, limits: { memory: "28Gi" } };
  });
  const said = (rule: Parameters<typeof runRules>[0][number]) =>
    runRules([rule], plan).flatMap((result) => openFindings(result).map(({ message }) => message));

  test("has no node for one, say both rules", () => {
    expect(said(autoscalingMaxReachable).join()).toContain("can never reach its 100 replicas");
    expect(said(surgeFeasibility).join()).toContain("holds 0 pods");
  });

  test("nor has the surge: it refuses whoever asks", () => {
    const { binding, totals } = surge(plan, { traffic: steady(1, 60) });
    expect(binding.map(({ limit }) => limit).join()).toContain("production/ai-service: 2 of 2 pods have no node");
    expect(totals.answered).toBe(0);
  });
});

test.each([2, 4, 9])(
  "prod with %d nodes for its app: surge-feasibility and the surge count the same pods",
  (maxCount) => {
    const plan = prodWith((changed) => {
      Object.assign(resourceOf(changed, "AgentPool", "cpu1").inputs, { minCount: 2, maxCount });
      const { spec } = resourceOf(changed, "ScaledObject", "ai-service").inputs as { spec: JsonObject };
      Object.assign(spec, { minReplicaCount: 100, maxReplicaCount: 100 });
    });
    // At one question a second each, the peak needs more of them than these nodes hold.
    const settings = new Map([["surge-feasibility", { settings: { answersPerSecondPerReplica: 0.1 } }]]);
    const [finding] = runRules([surgeFeasibility], plan, settings).flatMap(openFindings);
    const [, pods] = /cpu1 \(at most \d+ nodes\) holds (\d+) pods/.exec(finding!.message)!;
    expect(bound(plan).get("production/ai-service")).toEqual({ pods: Number(pods), of: 100 });
  },
);

test("the simulator and the pack read the same pods of the same Plan", () => {
  const plan = prodWith(() => undefined);
  const model = readModel(plan, readAssumptions());
  // Who protects them from eviction is of no matter to the room that they take.
  const pods = (templates: readonly PodTemplate[]) => templates.map((template) => ({ ...template, budgets: [] }));
  const ofSimulator = model.workloads.map(({ template }) => template).filter(({ id }) => id !== chartsId);
  expect(pods(ofSimulator)).toEqual(pods(new Capacity(resourcesOf(plan)).residents.map(({ template }) => template)));
});

import { surgeFeasibility } from "../policies/rules/autoscaling/surge-feasibility";
import type { JsonObject, Plan } from "@breakwater/plan-views";
import { openFindings, runRules } from "../twin/policy/run-rules";
import { prodWith, resourceOf, surge } from "./support/surge";

/*
 * The rule `surge-feasibility` is arithmetic, the simulator plays the surge through. On the rule's own cases, told on the Plan of prod with an HPA on
 * CPU, both must come to the same, or the reason why not stands beside the case.
 */

/** Prod whose app is scaled on CPU between these bounds. */
function scaledOnCpu(spec: JsonObject, change: (plan: Plan) => void = () => undefined): Plan {
  return prodWith((plan) => {
    const { inputs } = resourceOf(plan, "ScaledObject", "ai-service");
    inputs.apiVersion = "autoscaling/v2";
    inputs.kind = "HorizontalPodAutoscaler";
    inputs.spec = {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "ai-service" },
      minReplicas: 2,
      maxReplicas: 100,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 60 } } },
      ],
      behavior: { scaleUp: { policies: [{ type: "Percent", value: 100, periodSeconds: 15 }] } },
      ...spec,
    };
    resourceOf(plan, "ScaledObject", "ai-service").type = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";
    change(plan);
  });
}

/** `ScaledObject` stays findable by the Pulumi type that it had; the kind is what rule and simulator read. */
const cpuPool = (plan: Plan): JsonObject => resourceOf(plan, "AgentPool", "cpu1").inputs;

interface Case {
  name: string;
  plan: Plan;
  /** Questions a second that one replica answers, for both. */
  each: number;
  rule: "holds" | "fails";
  simulator: "holds" | "fails";
  /** Where the two differ. */
  why?: string;
}

const cases: Case[] = [
  { name: "prod as it is", plan: prodWith(() => undefined), each: 25, rule: "holds", simulator: "holds" },
  { name: "room for all of it", plan: scaledOnCpu({}), each: 25, rule: "holds", simulator: "holds" },
  {
    name: "replicas that answer five a second each, and pools for them",
    plan: scaledOnCpu({ minReplicas: 14 }),
    each: 5,
    rule: "holds",
    simulator: "holds",
  },
  {
    name: "exactly as many as the peak needs",
    plan: scaledOnCpu({ minReplicas: 42, maxReplicas: 42 }),
    each: 1,
    rule: "holds",
    simulator: "fails",
    why: "the rule compares means; by chance more come at a time, and a fleet without any room refuses those",
  },
  {
    name: "too few replicas",
    plan: scaledOnCpu({ minReplicas: 1, maxReplicas: 1 }),
    each: 25,
    rule: "fails",
    simulator: "fails",
  },
  {
    name: "too few nodes",
    plan: scaledOnCpu({ minReplicas: 42 }, (plan) => Object.assign(cpuPool(plan), { maxCount: 4 })),
    each: 1,
    rule: "fails",
    simulator: "fails",
  },
  {
    name: "too little quota",
    plan: scaledOnCpu({ minReplicas: 70 }, (plan) => ((plan.outputs.quotas as JsonObject).standardDSv5Family = 40)),
    each: 1,
    rule: "fails",
    simulator: "fails",
  },
  {
    name: "too few addresses",
    plan: scaledOnCpu({ minReplicas: 70 }, (plan) => {
      const network = resourceOf(plan, "ManagedCluster", "aks").inputs.networkProfile as JsonObject;
      network.podCidr = "10.244.0.0/22";
    }),
    each: 1,
    rule: "fails",
    simulator: "fails",
  },
  {
    name: "steps that are too small",
    plan: scaledOnCpu({ behavior: { scaleUp: { policies: [{ type: "Pods", value: 1, periodSeconds: 120 }] } } }),
    each: 1,
    rule: "fails",
    simulator: "fails",
  },
  {
    name: "a pod that comes too late",
    plan: scaledOnCpu({ behavior: { scaleUp: { stabilizationWindowSeconds: 600 } } }),
    each: 1,
    rule: "fails",
    simulator: "fails",
  },
];

function ruleSays({ plan, each }: Case): "holds" | "fails" {
  const settings = new Map([["surge-feasibility", { settings: { answersPerSecondPerReplica: each } }]]);
  const [result] = runRules([surgeFeasibility], plan, settings);
  expect(result!.notApplicable).toBeUndefined();
  return openFindings(result!).length === 0 ? "holds" : "fails";
}

test.each(cases)("$name: the rule says $rule, the simulator $simulator", (example) => {
  expect(ruleSays(example)).toBe(example.rule);
  const outcome = surge(example.plan, { assume: { "app.cpuSecondsPerQuestion": String(1 / example.each) } });
  expect(outcome.verdict).toBe(example.simulator);
  expect(example.why === undefined).toBe(example.rule === example.simulator);
});

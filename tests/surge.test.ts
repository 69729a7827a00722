import fc from "fast-check";
import type { JsonObject } from "@breakwater/plan-views";
import { SurgePlanError } from "../twin/surge/model";
import type { SurgeOutcome, SurgeRun } from "../twin/surge/outcome";
import { goldenPlan, prodWith, resourceOf, steady, surge } from "./support/surge";

/** The simulated surge against what the program declares for prod. */
const sale = surge(goldenPlan("prod"), { compare: ["fixed", "cpu", "declared-cpu"] });
const withoutTime = ({ simulationSeconds: _, ...outcome }: SurgeOutcome): object => outcome;

describe("prod on its sale day", () => {
  test("holds: nothing that was taken in is lost, refusals at most 0.1 %, p99 of the first token at most 5 s", () => {
    const { verdict, totals, firstTokenSeconds } = sale;
    expect(verdict).toBe("holds");
    expect(totals.lost).toBe(0);
    expect(totals.refused / totals.arrivals).toBeLessThanOrEqual(0.001);
    expect(firstTokenSeconds.p99).toBeLessThanOrEqual(5);
    // The growth of an hour, the opening, and twenty minutes at 42 a second.
    expect(totals.arrivals).toBeGreaterThan(70_000);
  });

  test("holds whenever it begins: not because of the hours that are warmed up before", () => {
    const night = surge(goldenPlan("prod"), { assume: { "clock.startsAt": "2026-11-27T12:00:00Z" } });
    expect(night.verdict).toBe("holds");
  });

  test("GPU nodes come after ten minutes, and overflow carries the time until then", () => {
    const { series, binding } = sale;
    const vllm = series.replicas.find(({ workload }) => workload === "models/vllm")!;
    const wanted = series.t[vllm.wanted.findIndex((count) => count > 1)]!;
    const ready = series.t[vllm.ready.findIndex((count) => count > 1)]!;
    expect(ready - wanted).toBeGreaterThan(400);
    expect(ready - wanted).toBeLessThan(900);
    expect(Math.max(...series.overflowed)).toBeGreaterThan(1);
    expect(binding.map(({ limit }) => limit)).toContain("models/vllm is at its maximum of 3 replicas");
  });

  test("nobody leaves the bounds of pools and autoscalers", () => {
    for (const run of [sale, ...Object.values(sale.comparisons)]) {
      for (const { wanted, ready, maximum } of run.series.replicas) {
        expect(Math.max(...wanted)).toBeLessThanOrEqual(maximum);
        expect(Math.max(...ready)).toBeLessThanOrEqual(maximum);
      }
      for (const { ready, coming, maximum } of run.series.pools) {
        expect(Math.max(...ready.map((count, index) => count + coming[index]!))).toBeLessThanOrEqual(maximum);
      }
    }
  });

  test("costs what its nodes and tokens cost: the course adds up to it", () => {
    const { series, cost, costDollars } = sale;
    const hours = series.t.map((t, index) => (t - (series.t[index - 1] ?? 0)) / 3600);
    const sum = (perHour: number[]): number =>
      perHour.reduce((all, dollars, index) => all + dollars * hours[index]!, 0);
    expect(sum(series.nodeDollarsPerHour)).toBeCloseTo(cost.nodes, 1);
    expect(Math.abs(sum(series.tokenDollarsPerHour) - cost.tokens)).toBeLessThan(cost.tokens * 0.001);
    expect(costDollars).toBeCloseTo(cost.nodes + cost.tokens, 2);
    expect(cost.unknown).toEqual([]);
  });
});

describe("the starting point", () => {
  const { fixed, cpu } = sale.comparisons as Record<"fixed" | "cpu", SurgeRun>;

  test("fails as the situation tells: answers take over 30 s, then the service falls over", () => {
    expect(fixed.verdict).toBe("fails");
    const { t, firstTokenP99, answered } = fixed.series;
    const slow = t[firstTokenP99.findIndex((p99) => p99 !== null && p99 > 30)]!;
    const killed = fixed.binding.find(({ limit }) => limit.startsWith("liveness kills"))!.t;
    expect(slow).toBeLessThan(killed);
    // Its pods could answer 1.5 a second for the rest of the time, and answer a part of that.
    const after = answered.filter((_, index) => t[index]! > killed + 600);
    const rate = after.reduce((sum, value) => sum + value, 0) / after.length;
    expect(rate).toBeLessThan(1.2);
    expect(fixed.totals.lost).toBeGreaterThan(fixed.totals.answered);
  });

  test("is not saved by an HPA on CPU: a pod that waits for a model uses none", () => {
    expect(cpu.verdict).toBe("fails");
    expect(Math.max(...cpu.series.replicas[0]!.wanted.slice(20))).toBeLessThanOrEqual(3);
  });
});

describe("the simulation", () => {
  test("loses sight of nobody: every arrival is answered, refused, timed out, lost or inside", () => {
    for (const { totals } of [sale, ...Object.values(sale.comparisons)]) {
      const { arrivals, answered, refused, timedOut, lost, inside } = totals;
      expect(answered + refused + timedOut + lost + inside).toBe(arrivals);
      expect(inside).toBeGreaterThanOrEqual(0);
    }
  });

  test("gives the same bytes for the same seed, and others for another one", () => {
    const run = (seed: number): string =>
      JSON.stringify(withoutTime(surge(goldenPlan("prod"), { traffic: "flash-spike", seed })));
    expect(run(7)).toBe(run(7));
    expect(run(8)).not.toBe(run(7));
  });

  test("more places at the model server and the gateway never refuse more", () => {
    const plan = goldenPlan("prod");
    const refused = (tokens: number): number =>
      surge(plan, {
        traffic: steady(30, 600),
        assume: { "gateway.tokensPerMinute": String(tokens), "clients.attempts": "1" },
      }).totals.refused;
    fc.assert(
      fc.property(fc.integer({ min: 100_000, max: 2_000_000 }), fc.integer({ min: 1, max: 10 }), (tokens, times) => {
        // A limit that is found out on the way is a little different each time: a hundredth of what came.
        expect(refused(tokens * times)).toBeLessThanOrEqual(refused(tokens) + 180);
      }),
      { numRuns: 6 },
    );
  });

  test("a start-up probe that gives up before the model is loaded keeps it from ever being ready", () => {
    const plan = prodWith((deployment) => {
      const container = containerOf(deployment, "vllm");
      (container.startupProbe as JsonObject).failureThreshold = 6;
    });
    const { binding, series } = surge(plan, { traffic: steady(2, 900) });
    expect(Math.max(...series.replicas.find(({ workload }) => workload === "models/vllm")!.ready)).toBe(0);
    expect(binding[0]!.limit).toBe("models/vllm: its probes kill it before it is ready");
  });

  test("a GPU pool that may not grow binds, and says so", () => {
    const plan = prodWith((deployment) => {
      for (const zone of ["gpu1z2", "gpu1z3"]) resourceOf(deployment, "AgentPool", zone).inputs.maxCount = 0;
    });
    const { binding } = surge(plan);
    expect(binding.map(({ limit }) => limit)).toContain("pool gpu1z1 is at its maximum of 1 node");
  });
});

describe("a Plan that cannot be simulated is refused, with what it lacks", () => {
  const refusal = (change: Parameters<typeof prodWith>[0]): string => {
    try {
      surge(prodWith(change), { traffic: steady(1, 10) });
    } catch (error) {
      if (error instanceof SurgePlanError) return error.message;
      throw error;
    }
    return "";
  };
  const without =
    (kind: string): Parameters<typeof prodWith>[0] =>
    (plan) => {
      plan.resources = plan.resources.filter(({ inputs, type }) => inputs.kind !== kind && !type.endsWith(`:${kind}`));
    };

  test.each<[string, Parameters<typeof prodWith>[0], RegExp]>([
    ["no autoscalers", without("ScaledObject"), /no HorizontalPodAutoscaler and no ScaledObject/],
    ["no app", without("Service"), /it has no app: no Deployment behind a Service/],
    [
      "an unknown size of machine",
      (plan) => (resourceOf(plan, "AgentPool", "cpu1").inputs.vmSize = "Standard_X1_v9"),
      /pool cpu1: vmSize = "Standard_X1_v9" must be a size whose cores and memory are known/,
    ],
    [
      "two autoscalers on one workload",
      (plan) => plan.resources.push(structuredClone(resourceOf(plan, "ScaledObject", "vllm"))),
      /has an autoscaler already/,
    ],
    [
      "an autoscaler that KEDA would refuse",
      (plan) => ((resourceOf(plan, "ScaledObject", "vllm").inputs.spec as JsonObject).pollingInterval = 0),
      /ScaledObject models\/vllm: pollingInterval = 0 must be/,
    ],
    [
      "a query about a metric that the simulator does not have",
      (plan) => {
        const [trigger] = (resourceOf(plan, "ScaledObject", "vllm").inputs.spec as JsonObject).triggers as JsonObject[];
        (trigger!.metadata as JsonObject).query = "sum(weather)";
      },
      /ScaledObject models\/vllm: triggers\[0\]\.metadata\.query = "sum\(weather\)" must ask for/,
    ],
    [
      "a model whose shape is not known",
      (plan) => {
        const container = containerOf(plan, "vllm");
        container.args = ["--model=acme/secret-70b"];
      },
      /model "acme\/secret-70b" must be one whose shape is known/,
    ],
    [
      "a quantity that Kubernetes refuses",
      (plan) => (containerOf(plan, "vllm").resources = { limits: { "nvidia.com/gpu": "one" } }),
      /Deployment "models\/vllm": spec\.template\.spec\.containers\[0\]\.resources\.limits\["nvidia\.com\/gpu"\] = "one" must be a quantity/,
    ],
    [
      "a selector that Kubernetes refuses",
      (plan) => {
        const budget = resourceOf(plan, "PodDisruptionBudget", "vllm").inputs.spec as JsonObject;
        budget.selector = { matchExpressions: [{ key: "app", operator: "Near" }] };
      },
      /PodDisruptionBudget "models\/vllm": spec.selector = .*: selector's requirement of "app": operator "Near" must be one of In, NotIn/,
    ],
  ])("%s", (_, change, message) => {
    expect(refusal(change)).toMatch(message);
  });
});

function containerOf(plan: ReturnType<typeof goldenPlan>, name: string): JsonObject {
  const spec = resourceOf(plan, "Deployment", name).inputs.spec as JsonObject;
  return (((spec.template as JsonObject).spec as JsonObject).containers as JsonObject[])[0]!;
}

import pc from "picocolors";
import type { Plan } from "@breakwater/plan-views";
import { diffMarkdown } from "../twin/diff/markdown";
import { breaksAPromise, stackDiff } from "../twin/diff/stack-diff";
import { surgeChange } from "../twin/diff/surge-change";
import { diffText } from "../twin/diff/text";
import { goldenPlan, prodWith, resourceOf } from "./support/surge";

/** Two pods with four calls at the gateway at a time each: what the starting point had. */
const sunk = (): Plan =>
  prodWith((plan) => {
    const settings = resourceOf(plan, "ConfigMap", "ai-service").inputs.data as Record<string, string>;
    Object.assign(settings, { GATEWAY_MAX_IN_FLIGHT: "4", VLLM_MAX_IN_FLIGHT: "1" });
    const spec = resourceOf(plan, "ScaledObject", "ai-service").inputs.spec as Record<string, unknown>;
    spec.maxReplicaCount = 2;
  });
const plain = pc.createColors(false);

test("a change that sinks the surge says so, first in the comment, and breaks a promise", () => {
  const diff = stackDiff(goldenPlan("prod"), sunk());
  expect(diff.surge.before).toMatchObject({ verdict: "holds" });
  expect(diff.surge.after).toMatchObject({ verdict: "fails" });
  expect(breaksAPromise(diff)).toBe(true);
  expect(diffText(diff, plain)).toMatch(/Surge, simulated: sale-day\n {2}verdict {10}holds → fails\n/);
  const comment = diffMarkdown("main", "HEAD", [diff]);
  expect(comment).toContain("> The surge `sale-day` held, and would no longer.");
  expect(comment).toMatch(/\| verdict \| holds \| fails \|/);
});

test("what mends it breaks none", () => {
  const diff = stackDiff(sunk(), goldenPlan("prod"));
  expect(diff.surge.after).toMatchObject({ verdict: "holds", lost: 0 });
  expect(diffMarkdown("main", "HEAD", [diff])).not.toContain("would no longer");
});

test("no change is no change of the surge", () => {
  const { before, after } = surgeChange(goldenPlan("prod"), goldenPlan("prod"));
  expect(after).toBe(before);
});

test("a side that cannot be simulated says why, and sinks the surge that held", () => {
  const without = prodWith((plan) => {
    plan.resources = plan.resources.filter(({ inputs }) => inputs.kind !== "ScaledObject");
  });
  const diff = stackDiff(goldenPlan("prod"), without);
  expect(diff.surge.after).toEqual({ cannot: expect.stringContaining("no ScaledObject") as string });
  expect(diffText(diff, plain)).toMatch(/not simulated after: it has no HorizontalPodAutoscaler/);
  expect(breaksAPromise(diff)).toBe(true);
});

test("traffic that there is not is said", () => {
  const odd = prodWith((plan) => Object.assign(plan.outputs.surge as object, { traffic: "sale-week" }));
  expect(surgeChange(odd, odd).after).toEqual({ cannot: 'there is no traffic "sale-week"' });
});

test("a surge that is declared wrong is no end of the comparison: both sides say what is wrong", () => {
  const odd = prodWith((plan) => Object.assign(plan.outputs.surge as object, { fromPerSecond: "1" }));
  const cannot = expect.stringMatching(/output surge: fromPerSecond = "1" must be/) as string;
  expect(surgeChange(goldenPlan("prod"), odd)).toMatchObject({ before: { cannot }, after: { cannot } });
});

import type { JsonObject, Plan } from "@breakwater/plan-views";
import { changesOf, rehearse } from "../twin/deployment";
import { goldenPlan, prodWith, resourceOf } from "./support/surge";

/** What `up` of a changed Plan would come to on the golden stack. */
const over = (stack: "dev" | "prod", change: (plan: Plan) => void) => {
  const head = goldenPlan(stack);
  change(head);
  return rehearse(goldenPlan(stack), head);
};
const shown = async (rehearsal: ReturnType<typeof over>) =>
  changesOf(await rehearsal).map(({ action, name }) => `${action} ${name}`);
const set = (plan: Plan, kind: string, name: string, inputs: JsonObject) =>
  Object.assign(resourceOf(plan, kind, name).inputs, inputs);

describe("a Plan rehearsed over another one", () => {
  test.each(["dev", "prod"] as const)("%s over itself changes nothing", async (stack) => {
    expect(await shown(over(stack, () => undefined))).toEqual([]);
  });

  test("other nodes at creation are no change of a pool that is there, other bounds are", async () => {
    expect(await shown(over("prod", (plan) => set(plan, "AgentPool", "cpu", { count: 4 })))).toEqual([]);
    const raised = over("prod", (plan) => set(plan, "AgentPool", "cpu", { count: 4, minCount: 4 }));
    expect(changesOf(await raised)).toMatchObject([
      {
        action: "update",
        name: "cpu",
        properties: [
          { path: "count", after: 4 },
          { path: "minCount", after: 4 },
        ],
      },
    ]);
  });

  test("a pool of another size under its own name cannot be made first", async () => {
    const { refusals } = await over("prod", (plan) => set(plan, "AgentPool", "cpu", { vmSize: "Standard_D16s_v5" }));
    expect(refusals).toMatchObject([{ name: "cpu", action: "replace", code: "SameName" }]);
  });

  test("what is protected is neither deleted nor replaced", async () => {
    const { refusals } = await over("prod", (plan) => {
      plan.resources = plan.resources.filter(
        ({ name, type }) => name !== "models" || !type.endsWith(":StorageAccount"),
      );
      set(plan, "ManagedCluster", "aks", { dnsPrefix: "other" });
    });
    expect(refusals.map(({ name, action, code }) => `${action} ${name}: ${code}`).sort()).toEqual([
      "delete models: Protected",
      "replace aks: Protected",
    ]);
  });

  test("nothing is done to the Plans", async () => {
    const [base, head] = [goldenPlan("prod"), prodWith((plan) => set(plan, "AgentPool", "cpu", { maxCount: 30 }))];
    const before = JSON.stringify([base, head]);
    await rehearse(base, head);
    expect(JSON.stringify([base, head])).toBe(before);
  });
});

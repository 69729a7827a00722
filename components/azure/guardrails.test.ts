import * as managedidentity from "@pulumi/azure-native/managedidentity";
import { registerResources } from "../../tests/support/azure-resources";
import { builtInPolicies } from "./built-in-policies";
import { Guardrails, type GuardrailsArgs } from "./guardrails";

const policy = "azure-native:authorization:PolicyAssignment";
const lock = "azure-native:authorization:ManagementLockByScope";
const budget = "azure-native:consumption:Budget";
const identity = "azure-native:managedidentity:UserAssignedIdentity";
const subscriptionId = "11111111-2222-3333-4444-555555555555";

const args: GuardrailsArgs = {
  subscriptionId,
  resourceGroupId: "/subscriptions/1/resourceGroups/rg",
  budget: {
    monthlyUsd: 900,
    startMonth: "2026-12",
    emails: ["ops@example.com"],
    resourceGroupNames: ["rg", "rg-nodes"],
  },
  policies: { privilegedNamespaces: ["gpu"] },
  locks: { vault: "/vault" },
};
const register = (changed: Partial<GuardrailsArgs> = {}) =>
  registerResources([policy, lock, budget], () => new Guardrails("guards", { ...args, ...changed }));

test("nothing is guarded that nobody asked for", async () => {
  expect.assertions(1);
  const off = { budget: undefined, policies: undefined, locks: undefined };
  expect((await register(off)).listed).toEqual([]);
});

describe("the budget", () => {
  test("sees the group of the nodes, which a budget of the resource group would not", async () => {
    expect.assertions(1);
    expect((await register()).resource(budget).inputs).toMatchObject({
      scope: `/subscriptions/${subscriptionId}`,
      amount: 900,
      timeGrain: "Monthly",
      filter: { dimensions: { name: "ResourceGroupName", operator: "In", values: ["rg", "rg-nodes"] } },
    });
  });

  test("tells the owners and those who are named, before, when and in case the money is gone", async () => {
    expect.assertions(4);
    const { notifications } = (await register()).resource(budget).inputs;
    expect(Object.keys(notifications).sort()).toEqual(["actual100", "actual80", "forecast100"]);
    for (const notification of Object.values(notifications)) {
      expect(notification).toMatchObject({
        contactEmails: ["ops@example.com"],
        contactRoles: ["Owner"],
        enabled: true,
      });
    }
  });

  test("tells the action groups that are named, whose receivers no role has to reach", async () => {
    expect.assertions(6);
    for (const actionGroupIds of [undefined, ["/ag"]]) {
      const budget = { ...args.budget!, ...(actionGroupIds && { actionGroupIds }) };
      const { notifications } = (await register({ budget })).resource("azure-native:consumption:Budget").inputs;
      for (const notification of Object.values(notifications))
        expect(notification).toMatchObject({ contactGroups: actionGroupIds ?? [] });
    }
  });

  test("begins once: a start that has gone by is never sent again", async () => {
    expect.assertions(2);
    const { inputs, options } = (await register()).resource(budget);
    expect(inputs["timePeriod"]).toEqual({ startDate: "2026-12-01" });
    expect(options.ignoreChanges).toEqual(["timePeriod"]);
  });

  test.each([
    ["monthlyUsd", 0],
    ["startMonth", "2026-13"],
    ["emails", ["ops"]],
    ["emails", Array<string>(51).fill("ops@example.com")],
  ])("is refused with %s %j", async (property, value) => {
    expect.assertions(1);
    const budget = { ...args.budget!, [property]: value };
    await expect(register({ budget })).rejects.toMatchObject({
      errors: [{ propertyPath: expect.stringMatching(new RegExp(`^budget\\.${property}`)) }],
    });
  });
});

describe("policies", () => {
  test("are Microsoft's own, each under its name and on the resource group", async () => {
    const policies = builtInPolicies();
    expect.assertions(policies.length + 1);
    const { listed, resource } = await register();
    expect(listed.filter((name) => name.startsWith("PolicyAssignment"))).toHaveLength(policies.length);
    for (const { name, displayName, kind, definition, effect } of policies) {
      expect(resource(policy, `guards-${name}`).inputs).toMatchObject({
        scope: args.resourceGroupId,
        policyAssignmentName: name,
        displayName,
        policyDefinitionId: `/providers/Microsoft.Authorization/${kind}/${definition}`,
        parameters: { effect: { value: effect } },
      });
    }
  });

  test("have names and display names that Azure takes, each definition once", () => {
    const policies = builtInPolicies();
    expect(new Set(policies.map(({ definition }) => definition)).size).toBe(policies.length);
    for (const { name, displayName, definition } of policies) {
      expect(name).toMatch(/^[a-z-]{1,64}$/);
      expect(displayName.length).toBeLessThanOrEqual(128);
      expect(definition).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    }
  });
});

describe("what the policies leave out", () => {
  const excludedBy = async (changed: Partial<GuardrailsArgs>) =>
    (await register(changed)).resource(policy, "guards-pod-security-restricted").inputs["parameters"].excludedNamespaces
      .value;

  test("is Azure's own namespaces, and those that are named", async () => {
    expect.assertions(2);
    expect(await excludedBy({})).toEqual(expect.arrayContaining(["kube-system", "gpu"]));
    expect(await excludedBy({ policies: {} })).not.toContain("gpu");
  });

  test("is reported where it would be refused", async () => {
    expect.assertions(2);
    const { resource } = await register({ policies: { auditOnly: ["vault-purge-protection"] } });
    const effectOf = (name: string) => resource(policy, `guards-${name}`).inputs["parameters"].effect.value;
    expect(effectOf("vault-purge-protection")).toBe("Audit");
    expect(effectOf("aks-no-local-accounts")).toBe("Deny");
  });

  test("is refused under a name that no policy has", async () => {
    expect.assertions(1);
    await expect(register({ policies: { auditOnly: ["purge-protection"] } })).rejects.toMatchObject({
      errors: [{ propertyPath: "policies.auditOnly[0]", reason: expect.stringContaining("vault-purge-protection") }],
    });
  });
});

test("a lock says what it is for and how it goes", async () => {
  expect.assertions(2);
  const { inputs } = (await register()).resource(lock);
  expect(inputs).toMatchObject({ scope: "/vault", level: "CanNotDelete", lockName: "keep" });
  expect(inputs["notes"]).toMatch(/vault cannot be made again.*guardrails\.locks/);
});

test("a lock goes only once somebody has unprotected it: a destroy without a preview begins with what nothing depends on", async () => {
  expect.assertions(3);
  const { resource } = await register();
  expect(resource(lock).options.protect).toBe(true);
  expect(resource(budget).options.protect).toBe(false);
  expect(resource(policy, "guards-aks-no-local-accounts").options.protect).toBe(false);
});

test("locks come after what the component depends on, and nothing else waits for it", async () => {
  expect.assertions(2);
  const { resource } = await registerResources([policy, lock, budget, identity], () => {
    const reader = new managedidentity.UserAssignedIdentity("reader", { resourceGroupName: "rg" });
    return new Guardrails("guards", args, { dependsOn: [reader] });
  });
  expect(resource(lock).options.dependencies).toContain("reader");
  expect(resource(budget).options.dependencies).not.toContain("reader");
});

test("a subscription by name is refused", async () => {
  expect.assertions(1);
  await expect(register({ subscriptionId: "shop" })).rejects.toMatchObject({
    errors: [{ propertyPath: "subscriptionId" }],
  });
});

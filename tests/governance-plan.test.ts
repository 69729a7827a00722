import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan, PlanResource } from "@breakwater/plan-views";
import { findType } from "../twin/azure/resource-types";
import { providerTable } from "../twin/azure/table/provider-table";
import { Deployment } from "../twin/deployment";
import { root } from "./support/breakwater";

const planOf = (stack: string) => JSON.parse(readFileSync(join(root, `tests/golden/${stack}.json`), "utf8")) as Plan;
const [dev, prod] = [planOf("dev"), planOf("prod")];
const both = [dev, prod].flatMap(({ resources }) => resources);
/** As with `guardrails.locks: false`. */
const withoutLocks: Plan = {
  ...prod,
  resources: prod.resources
    .filter(({ type }) => !type.endsWith(":ManagementLockByScope"))
    .map(({ options: { protect: _, ...options }, ...resource }) => ({ ...resource, options })),
};
const ofType = (resources: PlanResource[], type: string) =>
  resources.filter((resource) => resource.type === `azure-native:${type}`);

test("nothing is declared that exists once in every subscription: azure-native refuses to create what exists", () => {
  expect(both.filter(({ type }) => providerTable[type]?.existence.kind === "always")).toEqual([]);
  const names = (plan: Plan) => (plan.outputs.defenderPlans as { name: string }[]).map(({ name }) => name);
  expect([names(dev), names(prod)]).toEqual([[], ["Containers", "KeyVaults", "StorageAccounts"]]);
});

test("no delete goes to a data plane, where the deployer has no role and perhaps no way in", () => {
  const through = both.filter(({ type }) => providerTable[type]?.deletion.kind === "data plane");
  expect(through.length).toBeGreaterThan(0);
  for (const { name, options } of through) {
    expect({ name, options }).toEqual({ name, options: expect.objectContaining({ retainOnDelete: true }) });
    expect(options.protect).toBeUndefined();
  }
});

test("whatever keeps its name after a deletion, or has it alone in all of Azure, has the stack's random suffix in it", () => {
  const suffix = prod.resources.find(({ type }) => type === "random:index/randomString:RandomString")!.outputs.result;
  const kept = prod.resources.filter(
    ({ type }) => providerTable[type]?.keptName !== undefined || findType(type)?.globalName !== undefined,
  );
  expect(new Set(kept.map(({ type }) => type.split(":").at(-1)))).toEqual(
    new Set(["Namespace", "RedisEnterprise", "Registry", "Secret", "StorageAccount", "Vault", "Workspace"]),
  );
  const fixed = kept.filter(({ outputs }) => !String(outputs.id).includes(String(suffix)));
  expect(fixed.map(({ name }) => name)).toEqual([]);
});

describe("with locks", () => {
  const locks = ofType(prod.resources, "authorization:ManagementLockByScope");

  test("the locks and what they hold are protected, so that a destroy without a preview takes neither", () => {
    const held = locks.map(({ inputs }) =>
      prod.resources.find(({ custom, outputs }) => custom && outputs.id === inputs.scope)!,
    );
    expect(held.map(({ type }) => type.split(":").at(-1)).sort()).toEqual(["Registry", "StorageAccount", "Vault"]);
    for (const { name, options } of [...locks, ...held, ...ofType(prod.resources, "containerservice:ManagedCluster")]) {
      expect({ name, protect: options.protect }).toEqual({ name, protect: true });
    }
  });

  /** What stands in the scope of a lock or is attached to it; grants of roles are only withdrawn with what they are on. */
  const heldBy = (lock: PlanResource) => {
    const scope = String(lock.inputs.scope).toLowerCase();
    const attached = (resource: PlanResource) =>
      ofType([resource], "network:PrivateEndpoint").length > 0 &&
      JSON.stringify(resource.inputs.privateLinkServiceConnections).toLowerCase().includes(`"${scope}"`);
    return prod.resources.filter(
      (resource) =>
        resource.custom &&
        resource.urn !== lock.urn &&
        (String(resource.outputs.id).toLowerCase().startsWith(`${scope}/`) || attached(resource)) &&
        ofType([resource], "authorization:RoleAssignment").length === 0,
    );
  };

  test.each(locks.map((lock) => [lock.name, lock] as const))(
    "%s: what it holds is refused by a preview, not by Azure in the middle of an up",
    (_, lock) => {
      const held = heldBy(lock);
      expect(held.map(({ type }) => type)).toEqual(
        expect.arrayContaining(["azure-native:monitor:DiagnosticSetting", "azure-native:network:PrivateEndpoint"]),
      );
      const loose = held.filter(({ options }) => !options.protect && !options.retainOnDelete);
      expect(loose.map(({ name }) => name)).toEqual([]);
    },
  );

  test("the way down: nothing is touched before the locks are unprotected, then the locks go, then all", async () => {
    const deployment = new Deployment();
    expect((await deployment.up(prod)).refusals).toEqual([]);
    const size = deployment.checkpoint.resources.size;

    const refused = (outcome: { refusals: readonly { name: string; code: string }[] }) =>
      outcome.refusals.map(({ name, code }) => `${name} ${code}`);
    const protectedLocks = locks.map(({ name }) => `${name} Protected`).sort();
    expect(refused(await deployment.up(withoutLocks)).sort()).toEqual(protectedLocks);
    expect(refused(deployment.destroy())).toEqual(expect.arrayContaining(protectedLocks));
    expect(deployment.checkpoint.resources.size).toBe(size);

    for (const { urn } of locks) deployment.unprotect(urn);
    const taken = await deployment.up(withoutLocks);
    expect(refused(taken)).toEqual([]);
    expect(
      taken.steps
        .filter(({ action }) => action === "delete")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(locks.map(({ name }) => name).sort());
    expect(refused(deployment.destroy())).toEqual([]);
    expect(deployment.checkpoint.resources.size).toBe(0);
  });

  test("everything that stands in what a lock holds is made before the lock, and goes after it", () => {
    const after = new Map(prod.resources.map(({ urn, dependencies }) => [urn, dependencies]));
    for (const { inputs, urn } of locks) {
      const folder = `${String(inputs.scope)}/`.toLowerCase();
      const inside = prod.resources.filter(
        (resource) =>
          resource.custom && resource.urn !== urn && String(resource.outputs.id).toLowerCase().startsWith(folder),
      );
      expect(inside.length).toBeGreaterThan(0);
      const missing = inside.filter(
        (resource) => !ofType([resource], "keyvault:Secret").length && !after.get(urn)!.includes(resource.urn),
      );
      expect(missing.map(({ name }) => name)).toEqual([]);
    }
  });
});

test("without locks nothing is protected", () => {
  expect(dev.resources.filter(({ options }) => options.protect)).toEqual([]);
});

test("Azure Policy and Pod Security leave out the same namespaces", () => {
  const privileged = prod.resources
    .filter(({ type }) => type === "kubernetes:core/v1:Namespace")
    .map(({ inputs }) => inputs.metadata as { name: string; labels: Record<string, string> })
    .filter(({ labels }) => labels["pod-security.kubernetes.io/enforce"] !== "restricted")
    .map(({ name }) => name);
  expect(privileged.length).toBeGreaterThan(1);
  const assigned = ofType(prod.resources, "authorization:PolicyAssignment").find(({ name }) =>
    name.endsWith("-pod-security-restricted"),
  )!;
  const { excludedNamespaces } = assigned.inputs.parameters as { excludedNamespaces: { value: string[] } };
  const azures = ["kube-system", "gatekeeper-system", "azure-arc", "azure-extensions-usage-system"];
  expect(excludedNamespaces.value.filter((name) => !azures.includes(name)).sort()).toEqual(privileged.sort());
});

test.each<[what: string, change: (plan: Plan) => void, refused: string]>([
  [
    "a registry with an admin user",
    (plan) => void (ofType(plan.resources, "containerregistry:Registry")[0]!.inputs.adminUserEnabled = true),
    // The assignment comes after it, and finds it.
    "breakwater-prod-registry-no-admin-user RequestDisallowedByPolicy",
  ],
  [
    "a Service in the default namespace",
    (plan) => {
      const service = plan.resources.find(
        ({ type, name }) => type === "kubernetes:core/v1:Service" && name === "ai-service",
      )!;
      service.inputs.metadata = { ...(service.inputs.metadata as object), namespace: "default" };
    },
    "ai-service Forbidden",
  ],
])("our own policies are judged before anything is touched: %s", async (_, change, refused) => {
  const plan = structuredClone(prod);
  change(plan);
  const deployment = new Deployment();
  const { refusals } = await deployment.up(plan);
  expect(refusals.map(({ name, code }) => `${name} ${code}`)).toEqual([refused]);
  expect(deployment.checkpoint.resources.size).toBe(0);
});

test("a budget begins in the month of the deployment, and is never sent another one", () => {
  const [budget] = ofType(prod.resources, "consumption:Budget");
  expect(budget!.inputs.timePeriod).toEqual({ startDate: "2026-12-01" });
  expect(budget!.options.ignoreChanges).toEqual(["timePeriod"]);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan, PlanResource } from "@breakwater/plan-views";
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
  expect(both.filter(({ type }) => /^azure-native:security(\/\w+)?:/.test(type))).toEqual([]);
  const names = (plan: Plan) => (plan.outputs.defenderPlans as { name: string }[]).map(({ name }) => name);
  expect([names(dev), names(prod)]).toEqual([[], ["Containers", "KeyVaults", "StorageAccounts"]]);
});

/** Types whose DELETE azure-native sends past Azure Resource Manager: its custom resources of Key Vault and of blobs. */
const dataPlane =
  /^azure-native:(keyvault(\/\w+)?:(Secret|Key|AccessPolicy)|storage(\/\w+)?:(Blob|StorageAccountStaticWebsite))$/;

test("no delete goes to a data plane, where the deployer has no role and perhaps no way in", () => {
  const through = both.filter(({ type }) => dataPlane.test(type));
  expect(through.length).toBeGreaterThan(0);
  for (const { name, options } of through) {
    expect({ name, options }).toEqual({ name, options: expect.objectContaining({ retainOnDelete: true }) });
    expect(options.protect).toBeUndefined();
  }
});

test.each([
  ["keyvault:Vault", "vaultName"],
  ["containerregistry:Registry", "registryName"],
  ["storage:StorageAccount", "accountName"],
  ["servicebus:Namespace", "namespaceName"],
  ["redisenterprise:RedisEnterprise", "clusterName"],
  ["operationalinsights:Workspace", "workspaceName"],
])("a %s has the stack's random suffix in its name, which is global or kept after a deletion", (type, property) => {
  const suffix = prod.resources.find(({ type: of }) => of === "random:index/randomString:RandomString")!.outputs.result;
  const named = ofType(prod.resources, type).map(({ inputs }) => String(inputs[property]));
  expect(named).toEqual([expect.stringMatching(new RegExp(`${String(suffix)}$`))]);
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

test("a budget begins in the month of the deployment, and is never sent another one", () => {
  const [budget] = ofType(prod.resources, "consumption:Budget");
  expect(budget!.inputs.timePeriod).toEqual({ startDate: "2026-12-01" });
  expect(budget!.options.ignoreChanges).toEqual(["timePeriod"]);
});

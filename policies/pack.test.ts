import type { Properties } from "@breakwater/plan-views";
import * as fs from "node:fs";
import * as path from "node:path";
import { toPolicies } from "./pack";
import type { Rule } from "./rule";
import { rules } from "./rules";
import { autoscalingOneOwner } from "./rules/autoscaling/autoscaling-one-owner";
import { namespaceDefaultDeny } from "./rules/hygiene/namespace-default-deny";
import { federatedSubjectExists } from "./rules/identity/federated-subject-exists";
import { zonesInProduction } from "./rules/platform/zones-in-production";

/** A resource as Pulumi's engine hands it over. */
interface EngineResource {
  type: string;
  name: string;
  urn: string;
  /** What the program asks for. */
  inputs: Properties;
  /** What a stack policy gets in place of it. Default: the inputs. */
  outputs?: Properties;
  propertyDependencies?: Record<string, EngineResource[]>;
}

class NotApplicable extends Error {}

/** The class by which the engine tells what is not known. */
class EngineUnknownError extends Error {}
const unknownErrorOf = (message: string) => new EngineUnknownError(message);

/** What the engine would report, as `rule: message`: every resource comes by with its inputs, then the stack with its outputs. */
function reported(rule: Rule, resources: readonly EngineResource[], config: Properties = {}): string[] {
  const [policy] = toPolicies([rule], unknownErrorOf);
  const found: string[] = [];
  const common = {
    getConfig: () => config,
    notApplicable: (reason?: string): never => {
      throw new NotApplicable(reason);
    },
  };
  const opts = { protect: false, ignoreChanges: [] };
  const judge = (run: (args: never, report: never) => unknown, args: object) => {
    try {
      run(args as never, ((message: string) => found.push(`${rule.name}: ${message}`)) as never);
    } catch (error) {
      if (error instanceof EngineUnknownError) found.push(`${rule.name}: unknown: ${error.message}`);
      else if (!(error instanceof NotApplicable)) throw error;
    }
  };
  const { validateResource, validateStack } = policy as unknown as { validateResource: never; validateStack?: never };
  for (const { inputs: props, ...resource } of resources)
    judge(validateResource, { ...resource, props, opts, ...common });
  if (validateStack) {
    const all = resources.map(({ inputs, outputs: props = inputs, propertyDependencies = {}, ...resource }) => ({
      ...resource,
      props,
      opts,
      propertyDependencies,
    }));
    judge(validateStack, { resources: all, ...common });
  }
  return found;
}

interface Golden {
  resources: EngineResource[];
  outputs: Properties;
}
const golden = fs.readFileSync(path.join(__dirname, "../tests/golden/prod.json"), "utf8");
function prod(change: (plan: Golden) => unknown = () => undefined): EngineResource[] {
  const plan = JSON.parse(golden) as Golden;
  change(plan);
  return plan.resources.map(({ type, name, urn, inputs }) => {
    const isStack = type === "pulumi:pulumi:Stack";
    return { type, name, urn, inputs, ...(isStack && { outputs: plan.outputs }) };
  });
}
const inputsOf = ({ resources }: Golden, typeEnd: string, name: string): Properties =>
  resources.find((resource) => resource.type.endsWith(typeEnd) && resource.name === name)!.inputs;
const isMandatory = ({ enforcementLevel = "mandatory" }: Rule) => enforcementLevel === "mandatory";
const saidOfAll = (resources: EngineResource[], of = rules.filter(isMandatory)) =>
  of.flatMap((rule) => reported(rule, resources));

describe("the pack, as Pulumi's engine runs it", () => {
  test("has every rule with what the engine shows of it", () => {
    const policies = toPolicies(rules, unknownErrorOf);
    expect(policies).toHaveLength(rules.length);
    for (const [index, policy] of policies.entries()) {
      expect(policy).toMatchObject({
        enforcementLevel: rules[index]!.enforcementLevel ?? "mandatory",
        url: expect.stringContaining("docs/rules/") as string,
      });
      expect(policy.configSchema?.properties).toHaveProperty("exemptions");
    }
  });

  test("finds nothing in prod", () => {
    expect(saidOfAll(prod())).toEqual([]);
  });

  test("tells that prod as it comes names nobody's address", () => {
    const advisory = rules.filter((rule) => !isMandatory(rule));
    expect(saidOfAll(prod(), advisory).map((said) => said.split(":")[0])).toEqual(
      Array(2).fill("alerts-reach-somebody"),
    );
  });

  test.each<[what: string, change: (plan: Golden) => unknown, rule: string]>([
    ["a taint removed", (plan) => (inputsOf(plan, ":AgentPool", "gpu-z1")["nodeTaints"] = []), "gpu-pool-tainted"],
    [
      "a maximum beyond the pool",
      (plan) => (inputsOf(plan, ":ScaledObject", "ai-service")["spec"].maxReplicaCount = 1000),
      "autoscaling-max-reachable",
    ],
    ["a higher peak", (plan) => (plan.outputs["surge"].peakPerSecond = 100_000), "surge-feasibility"],
  ])("finds %s", (_, change, rule) => {
    expect(saidOfAll(prod(change)).map((said) => said.split(":")[0])).toEqual([rule]);
  });

  test("leaves out what is exempted", () => {
    const resources = prod((plan) => (inputsOf(plan, ":AgentPool", "gpu-z1")["nodeTaints"] = []));
    const rule = rules.find(({ name }) => name === "gpu-pool-tainted")!;
    const exemptions = [{ resource: "gpu-z1", reason: "moves to another pool this week" }];
    expect(reported(rule, resources)).toHaveLength(1);
    expect(reported(rule, resources, { exemptions })).toEqual([]);
  });
});

describe("a first preview, in which the cluster is not there yet", () => {
  /** What reading an unknown value throws in the engine; it is known by its name. */
  class UnknownValueError extends Error {}
  const inUnknownNamespace = (known: Properties = {}): Properties => ({
    ...known,
    get namespace(): string {
      throw new UnknownValueError("namespace is not known");
    },
  });
  const resource = (type: string, name: string, inputs: Properties, more: Partial<EngineResource> = {}) => ({
    type: `kubernetes:${type}`,
    name,
    urn: `urn:pulumi:prod::p::kubernetes:${type}::${name}`,
    inputs,
    ...more,
  });
  // Kubernetes objects have no outputs before their provider is known.
  const outputs = {};
  const namespace = resource("core/v1:Namespace", "shop", { metadata: { name: "shop" } }, { outputs });
  const inNamespace = { outputs, propertyDependencies: { metadata: [namespace] } };
  const workload = resource(
    "apps/v1:Deployment",
    "app",
    { metadata: inUnknownNamespace({ name: "app" }), spec: { template: { spec: { containers: [{ name: "app" }] } } } },
    inNamespace,
  );

  test("judges what the program asks for, and finds a namespace by what the metadata depends on", () => {
    expect(reported(namespaceDefaultDeny, [namespace, workload])).toEqual([
      'namespace-default-deny: Namespace "shop" has no default deny of Ingress and Egress',
    ]);
    const spec = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };
    const deny = resource(
      "networking.k8s.io/v1:NetworkPolicy",
      "deny",
      { metadata: inUnknownNamespace(), spec },
      inNamespace,
    );
    expect(reported(namespaceDefaultDeny, [namespace, workload, deny])).toEqual([]);
  });

  describe("a federated credential", () => {
    const credential = (name: string, subject: string) => ({
      type: "azure-native:managedidentity:FederatedIdentityCredential",
      name,
      urn: `urn:pulumi:prod::p::azure-native:managedidentity:FederatedIdentityCredential::${name}`,
      inputs: { subject },
    });
    const account = resource("core/v1:ServiceAccount", "app", { metadata: { name: "app", namespace: "shop" } });
    const app = credential("app", "system:serviceaccount:shop:app");
    const misspelt = credential("misspelt", "system:serviceaccount:shop:ap");
    const keda = credential("keda", "system:serviceaccount:keda:keda-operator");
    const kedaNamespace = resource("core/v1:Namespace", "keda", { metadata: { name: "keda" } }, { outputs });
    const release = (more: Partial<EngineResource>) =>
      resource("helm.sh/v3:Release", "keda", inUnknownNamespace({ chart: "keda" }), { outputs, ...more });
    const unknown = "federated-subject-exists: unknown: namespace is not known";
    const violation =
      'federated-subject-exists: Federated credential "misspelt" is for system:serviceaccount:shop:ap, which the stack does not have';

    test("of a chart is judged by the namespace that its release depends on", () => {
      const known = release({ propertyDependencies: { namespace: [kedaNamespace] } });
      expect(reported(federatedSubjectExists, [account, app, misspelt, keda, kedaNamespace, known])).toEqual([
        violation,
      ]);
    });

    test("of a chart whose namespace nobody knows is said not to be judged, and the others are", () => {
      expect(reported(federatedSubjectExists, [account, app, keda, release({})])).toEqual([unknown]);
      expect(reported(federatedSubjectExists, [account, app, release({})])).toEqual([]);
    });
  });

  test("reports what it finds beside what it could not judge", () => {
    const pool = (name: string, known: Properties) => ({
      type: "azure-native:containerservice:AgentPool",
      name,
      urn: `urn:pulumi:prod::p::azure-native:containerservice:AgentPool::${name}`,
      inputs: { vmSize: "Standard_D8s_v5", ...known },
    });
    const later = pool("later", {});
    Object.defineProperty(later.inputs, "availabilityZones", {
      enumerable: true,
      get: () => {
        throw new UnknownValueError("zones are not known");
      },
    });
    expect(reported(zonesInProduction, [later, pool("cpu", { availabilityZones: ["1"] })])).toEqual([
      'zones-in-production: Node pool "cpu" stands in the zone 1 only',
      "zones-in-production: unknown: zones are not known",
    ]);
  });

  test("sees two autoscalers of one workload, although neither has outputs", () => {
    const scaler = (name: string) =>
      resource(
        "autoscaling/v2:HorizontalPodAutoscaler",
        name,
        { metadata: { name, namespace: "shop" }, spec: { scaleTargetRef: { kind: "Deployment", name: "app" } } },
        { outputs },
      );
    expect(reported(autoscalingOneOwner, [scaler("first"), scaler("second")])).toHaveLength(1);
  });
});

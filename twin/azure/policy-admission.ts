import { asObject, type JsonObject } from "@breakwater/plan-views";
import { AzureError } from "./error";
import { restrictedPodProblems } from "./pod-policies";
import { type Assignment, denyingAssignments } from "./policy-assignments";
import { valueAt } from "./resource-type";
import { withoutVersion } from "./resource-types";
import type { AzureState } from "./state";

/** What a definition for clusters refuses of an object, in words; none where it has nothing to do with it. */
type ObjectPolicy = (object: JsonObject, namespace: string, parameters: JsonObject) => string[];

/** The definitions and initiatives for clusters that the program assigns, by their GUID. Of any other one nothing is said. */
const objectPolicies: Readonly<Record<string, ObjectPolicy>> = {
  // policySetDefinitions/Kubernetes/PSPRestrictedStandard.json
  "42b8ef37-b724-4e24-bbc8-7a7708edfe00": (object) => {
    const pod = podOf(object);
    return pod === undefined ? [] : restrictedPodProblems(pod);
  },
  // policyDefinitions/Kubernetes/BlockDefaultNamespace.json
  "9f061a12-e40d-4183-a00e-171812443373": (object, namespace, { namespaces }) => {
    const concerned = podOf(object) !== undefined || ["Service", "ServiceAccount"].includes(String(object.kind));
    return concerned && textsOf(namespaces ?? ["default"]).includes(namespace)
      ? [`stands in the namespace ${namespace}`]
      : [];
  },
  // policyDefinitions/Kubernetes/AllowedExternalIPs.json
  "d46c275d-1680-448d-b2ec-e495a3b6cc89": ({ kind, spec }, _, { allowedExternalIPs }) =>
    kind !== "Service"
      ? []
      : textsOf(asObject(spec).externalIPs)
          .filter((address) => !textsOf(allowedExternalIPs).includes(address))
          .map((address) => `has the external IP ${address}`),
};

/** "always excluded by design", in the words of the definitions. */
const azureNamespaces = ["kube-system", "gatekeeper-system", "azure-arc"];

/**
 * What the Azure Policy add-on of a cluster makes of an object: Gatekeeper refuses what an assignment with the effect `Deny` forbids.
 * Pods that a controller makes are refused then, one by one; here the controller is, which would wait for them for ever. What a
 * chart brings is not seen.
 *
 * @throws AzureError in Gatekeeper's words
 */
export function admitObject(object: JsonObject, azure: AzureState): void {
  const metadata = asObject(object.metadata);
  const namespace = String(metadata.namespace ?? "default");
  if (azureNamespaces.includes(namespace)) return;
  for (const assignment of assignmentsOfClusters(azure)) {
    const { parameters, displayName } = assignment;
    if (!concerns(parameters, namespace)) continue;
    const [problem] = objectPolicies[assignment.definition]?.(object, namespace, parameters) ?? [];
    if (problem === undefined) continue;
    throw new AzureError(
      "Forbidden",
      `${String(object.kind)} "${namespace}/${String(metadata.name)}": admission webhook "validation.gatekeeper.sh" denied the request: ${displayName}: ${problem}.`,
      undefined,
      {
        way: "Change the object, exclude its namespace by the parameter excludedNamespaces, or assign the policy with the effect Audit.",
        source: "https://learn.microsoft.com/azure/governance/policy/concepts/policy-for-kubernetes",
      },
    );
  }
}

/** Assignments that hold for a cluster with the add-on, each once. */
function assignmentsOfClusters(azure: AzureState): Assignment[] {
  const clusters = [...azure.resources.values()].filter(
    ({ token, inputs }) =>
      withoutVersion(token) === "azure-native:containerservice:ManagedCluster" &&
      valueAt(inputs, "addonProfiles.azurepolicy.enabled") === true,
  );
  const all = clusters.flatMap(({ id }) => denyingAssignments(azure, id));
  return [...new Map(all.map((assignment) => [assignment.id, assignment])).values()];
}

/** A selector of labels is not judged: nothing is refused that it may leave out. */
function concerns({ excludedNamespaces, namespaces, labelSelector }: JsonObject, namespace: string): boolean {
  const included = textsOf(namespaces);
  if (Object.keys(asObject(labelSelector)).length > 0) return false;
  return !textsOf(excludedNamespaces).includes(namespace) && (included.length === 0 || included.includes(namespace));
}

/** The pod of an object, or the one that it makes; `undefined` where it makes none. */
function podOf({ kind, spec }: JsonObject): JsonObject | undefined {
  const of = asObject(spec);
  switch (kind) {
    case "Pod":
      return of;
    case "Deployment":
    case "StatefulSet":
    case "DaemonSet":
    case "ReplicaSet":
    case "Job":
      return asObject(valueAt(of, "template.spec"));
    case "CronJob":
      return asObject(valueAt(of, "jobTemplate.spec.template.spec"));
    default:
      return undefined;
  }
}

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

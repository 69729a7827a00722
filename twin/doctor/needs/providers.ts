import { isCluster, isStack, isType, type Resource } from "@breakwater/plan-views";
import { isAzureNative, namespaceOfId, namespaceOfType } from "./namespaces";
import { listAt, textAt, valueAt } from "./value-at";

/** A resource provider that the subscription must have registered. */
export interface ProviderNeed {
  /** For example `Microsoft.ContainerService`. */
  namespace: string;
  /** What needs it, for a message: *the add-on azurepolicy of cluster "aks"*; types first. */
  because: string[];
}

/** Providers that a stack needs, and the types of which nobody here knows the provider. */
export interface ProviderNeeds {
  /** Sorted by namespace. */
  providers: ProviderNeed[];
  /** Type tokens, sorted. */
  unknownTypes: string[];
}

/** What AKS makes beside what the program names: VMs, load balancers and addresses, disks and files of volumes. */
const providersOfAks = ["Microsoft.Compute", "Microsoft.Network", "Microsoft.Storage"];

/** Something of a cluster that uses providers of which the Plan may have no resource. */
interface ClusterPart {
  what: string;
  isOn(cluster: Resource["props"]): boolean;
  namespaces: readonly string[];
}

const addon =
  (name: string) =>
  (cluster: Resource["props"]): boolean =>
    valueAt(cluster, "addonProfiles", name, "enabled") === true;

const clusterParts: readonly ClusterPart[] = [
  {
    // https://learn.microsoft.com/azure/governance/policy/concepts/policy-for-kubernetes#install-azure-policy-add-on-for-aks
    what: "the add-on azurepolicy",
    isOn: addon("azurepolicy"),
    namespaces: ["Microsoft.PolicyInsights"],
  },
  {
    // https://learn.microsoft.com/azure/azure-monitor/containers/kubernetes-monitoring-enable#prerequisites
    what: "the add-on omsagent",
    isOn: addon("omsagent"),
    namespaces: ["Microsoft.Insights", "Microsoft.OperationalInsights", "Microsoft.OperationsManagement"],
  },
  {
    // https://learn.microsoft.com/azure/aks/virtual-nodes-cli#register-the-service-provider-if-needed
    what: "the add-on aciConnectorLinux",
    isOn: addon("aciConnectorLinux"),
    namespaces: ["Microsoft.ContainerInstance"],
  },
  {
    // https://learn.microsoft.com/azure/azure-monitor/containers/kubernetes-monitoring-enable#prerequisites
    what: "managed Prometheus (azureMonitorProfile.metrics)",
    isOn: (cluster) => valueAt(cluster, "azureMonitorProfile", "metrics", "enabled") === true,
    namespaces: ["Microsoft.AlertsManagement", "Microsoft.Insights", "Microsoft.Monitor"],
  },
  {
    // https://learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-enable
    what: "Defender's sensor (securityProfile.defender)",
    isOn: (cluster) => valueAt(cluster, "securityProfile", "defender", "securityMonitoring", "enabled") === true,
    namespaces: ["Microsoft.Security"],
  },
];

/**
 * The resource providers that resources need: those of their own types, and those of what a cluster, a policy or the subscription's
 * Defender brings along. What a preview does not know says nothing, and is passed over.
 */
export function providerNeedsOf(resources: readonly Resource[]): ProviderNeeds {
  const because = new Map<string, string[]>();
  const need = (namespace: string, reason: string): void => {
    const reasons = because.get(namespace) ?? [];
    if (!reasons.includes(reason)) because.set(namespace, [...reasons, reason]);
  };
  const unknownTypes = new Set<string>();
  for (const { type, outputs } of resources.filter(isOfAzure)) {
    const namespace = namespaceOfType(type) ?? namespaceOfId(textAt(outputs, "id") ?? "");
    if (namespace === undefined) unknownTypes.add(type);
    else need(namespace, type);
  }
  for (const resource of resources) {
    for (const [namespace, reason] of impliedBy(resource)) need(namespace, reason);
  }
  const providers = [...because].map(([namespace, reasons]) => ({ namespace, because: reasons }));
  return {
    providers: providers.sort((a, b) => (a.namespace < b.namespace ? -1 : 1)),
    unknownTypes: [...unknownTypes].sort(),
  };
}

/** Resources of azure-native, and of Pulumi's older provider `azure`, whose types nobody here knows. */
const isOfAzure = ({ type }: Resource): boolean => isAzureNative(type) || type.startsWith("azure:");

/** Providers that a resource needs beside its own type's: namespace and reason. */
function impliedBy(resource: Resource): [string, string][] {
  const { name, props } = resource;
  if (isCluster(resource)) {
    const title = `cluster "${name}"`;
    return [
      ...providersOfAks.map((namespace): [string, string] => [namespace, `nodes and volumes of ${title}`]),
      ...clusterParts
        .filter(({ isOn }) => isOn(props))
        .flatMap(({ what, namespaces }) =>
          namespaces.map((namespace): [string, string] => [namespace, `${what} of ${title}`]),
        ),
    ];
  }
  // Without it an assignment is made and nothing is evaluated:
  // https://learn.microsoft.com/azure/governance/policy/assign-policy-portal#prerequisites
  if (isType(resource, "azure-native:authorization:PolicyAssignment")) {
    return [["Microsoft.PolicyInsights", "Azure Policy's assignments"]];
  }
  // The plans are the subscription's, and no resource of the program.
  if (isStack(resource) && listAt(props, "defenderPlans").length > 0) {
    return [["Microsoft.Security", "Defender's plans (output defenderPlans)"]];
  }
  return [];
}

import { type DeclaredPool, ifKnown, isCluster, poolsOf, type Resource } from "@breakwater/plan-views";
import { textAt, valueAt } from "./value-at";

/** A feature of a resource provider that the subscription must have registered. */
export interface FeatureNeed {
  /** `Microsoft.Compute` */
  namespace: string;
  /** `EncryptionAtHost` */
  name: string;
  /** What asks for it, with the property: *pool "gpu1" (enableEncryptionAtHost)*. */
  because: string[];
}

/** A property that Azure takes only where the subscription has a feature. */
interface FeatureRule<Part> {
  namespace: string;
  name: string;
  /** Path of the property, for a message. */
  path: string;
  isOn(part: Part): boolean;
}

const aks = "Microsoft.ContainerService";

/** Of a pool's properties those that need a registered feature, by Microsoft's pages. What has left preview is not here. */
const poolRules: readonly FeatureRule<DeclaredPool>[] = [
  {
    // https://learn.microsoft.com/azure/virtual-machines/linux/disks-enable-host-based-encryption-cli#prerequisites
    namespace: "Microsoft.Compute",
    name: "EncryptionAtHost",
    path: "enableEncryptionAtHost",
    isOn: ({ encryptionAtHost }) => encryptionAtHost,
  },
  {
    // https://learn.microsoft.com/azure/aks/aks-managed-gpu-nodes
    namespace: aks,
    name: "ManagedGPUExperiencePreview",
    path: "gpuProfile.nvidia.managementMode",
    isOn: ({ managedGpus }) => managedGpus,
  },
];

/** The same of a cluster's. */
const clusterRules: readonly FeatureRule<Resource>[] = [
  {
    // https://learn.microsoft.com/azure/aks/managed-gateway-api
    namespace: aks,
    name: "ManagedGatewayAPIPreview",
    path: "ingressProfile.gatewayAPI.installation",
    isOn: ({ props }) => textAt(props, "ingressProfile", "gatewayAPI", "installation") === "Standard",
  },
  {
    // https://learn.microsoft.com/azure/aks/use-azure-ad-pod-identity: it never left preview.
    namespace: aks,
    name: "EnablePodIdentityPreview",
    path: "podIdentityProfile.enabled",
    isOn: ({ props }) => valueAt(props, "podIdentityProfile", "enabled") === true,
  },
];

/**
 * The features that the clusters and pools among resources need. What a preview does not know is passed over.
 *
 * @throws PlanValueError for a pool that says what Azure does not take
 */
export function featureNeedsOf(resources: readonly Resource[]): FeatureNeed[] {
  return [
    ...needsBy(poolRules, ifKnown(() => poolsOf(resources)) ?? [], (pool) => `pool "${pool.name}"`),
    ...needsBy(clusterRules, resources.filter(isCluster), (cluster) => `cluster "${cluster.name}"`),
  ];
}

function needsBy<Part>(
  rules: readonly FeatureRule<Part>[],
  parts: readonly Part[],
  titleOf: (part: Part) => string,
): FeatureNeed[] {
  return rules.flatMap(({ namespace, name, path, isOn }) => {
    const because = parts.filter((part) => ifKnown(() => isOn(part))).map((part) => `${titleOf(part)} (${path})`);
    return because.length === 0 ? [] : [{ namespace, name, because }];
  });
}

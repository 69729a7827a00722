import { architectureOf } from "@breakwater/azure-sizes";
import { poolsOf } from "../../resources/pools";
import { azureName, isType, type Resource } from "../../resources/resource";
import type { StackRule } from "../../rule";

/** A pair of features that AKS takes but that do not work together, with the page that says so. */
function conflictsOf(resource: Resource, resources: readonly Resource[]): string[] {
  return [
    ...(isType(resource, "azure-native:containerservice:ManagedCluster") ? clusterConflicts(resource) : []),
    ...poolConflicts(resource, resources),
  ];
}

function clusterConflicts({ props }: Resource): string[] {
  const { networkPlugin, networkPolicy, networkDataplane } = props.networkProfile ?? {};
  return [
    ...(networkPlugin === "kubenet" ? ["uses kubenet, which retires on 2028-03-31: take Azure CNI overlay"] : []),
    ...(networkPolicy === "azure" ? ["uses Azure NPM, which stops at 250 nodes: take Cilium"] : []),
    ...(networkPolicy === "cilium" && networkDataplane !== "cilium"
      ? ["has Cilium policies without the Cilium data plane"]
      : []),
    ...(props.supportPlan === "AKSLongTermSupport" && props.sku?.tier !== "Premium"
      ? ["has long-term support without the Premium tier"]
      : []),
    // In this order: before a first `up` the security profile is not known where it names a log workspace.
    ...(props.oidcIssuerProfile?.enabled !== true && props.securityProfile?.workloadIdentity?.enabled === true
      ? ["has Workload Identity without the OIDC issuer that it needs"]
      : []),
    ...(props.workloadAutoScalerProfile?.keda?.enabled === true
      ? ["has AKS's KEDA add-on, whose version and values are not ours: KEDA comes by its chart"]
      : []),
  ];
}

function poolConflicts(resource: Resource, resources: readonly Resource[]): string[] {
  const premium = resources.some(
    (one) =>
      isType(one, "azure-native:containerregistry:Registry") && (one.props.sku?.name ?? one.props.sku) === "Premium",
  );
  return poolsOf(resource).flatMap(({ name, props, vmSize }) => {
    const pool = `node pool "${name}"`;
    return [
      ...(props.scaleDownMode === "Deallocate" && props.osDiskType === "Ephemeral"
        ? [`${pool} deallocates nodes whose ephemeral disks cannot be: take scaleDownMode Delete`]
        : []),
      ...(props.artifactStreamingProfile?.enabled === true && !premium
        ? [`${pool} streams artifacts, which only a Premium registry serves`]
        : []),
      ...(props.artifactStreamingProfile?.enabled === true && isArm(vmSize)
        ? [`${pool} streams artifacts, which Arm nodes cannot`]
        : []),
      ...(props.enableAutoScaling === true && (props.minCount === undefined || props.maxCount === undefined)
        ? [`${pool} is autoscaled without bounds: minCount and maxCount are needed`]
        : []),
      ...(props.mode === "System" && props.minCount === 0
        ? [`${pool} is a system pool that may come down to no node`]
        : []),
    ];
  });
}

/** Of a size whose processor is not known nothing is said: AKS refuses what it cannot stream to. */
function isArm(vmSize = ""): boolean {
  const size = architectureOf(vmSize);
  return size.known && size.architecture === "arm64";
}

export const aksFeatureConflicts: StackRule = {
  name: "aks-feature-conflicts",
  description: "No two features of AKS are chosen that exclude each other or are about to go.",
  guardsAgainst: "Azure says so only when it is too late to choose.",
  severity: "high",
  tags: ["platform"],
  remediationSteps: "Change one of the two, as the message says.",
  checkStack: (resources, { violation, notApplicable }) => {
    const concerned = resources.filter(
      (one) => poolsOf(one).length > 0 || isType(one, "azure-native:containerservice:ManagedCluster"),
    );
    if (concerned.length === 0) notApplicable("the stack has no cluster");
    for (const resource of concerned) {
      const cluster = azureName(resource, "resourceName");
      for (const conflict of conflictsOf(resource, resources)) violation(`Cluster "${cluster}": ${conflict}`, resource);
    }
  },
};

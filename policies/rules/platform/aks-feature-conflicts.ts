import { architectureOf } from "@breakwater/azure-sizes";
import { azureName, type Cluster, clustersOf, isCluster, isType, poolsIn, type Resource } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";
import { unawareOfArm } from "./arm-pools";

/** A pair of features that AKS takes but that do not work together, with the page that says so. */
function conflictsOf(resource: Resource, resources: readonly Resource[]): string[] {
  return [...clustersOf([resource]).flatMap(clusterConflicts), ...poolConflicts(resource, resources)];
}

function clusterConflicts(cluster: Cluster): string[] {
  const { networkPlugin, networkPolicy, networkDataplane } = cluster;
  return [
    ...(networkPlugin === "kubenet" ? ["uses kubenet, which retires on 2028-03-31: take Azure CNI overlay"] : []),
    ...(networkPolicy === "azure" ? ["uses Azure NPM, which stops at 250 nodes: take Cilium"] : []),
    ...(networkPolicy === "cilium" && networkDataplane !== "cilium"
      ? ["has Cilium policies without the Cilium data plane"]
      : []),
    ...(cluster.supportPlan === "AKSLongTermSupport" && cluster.tier !== "Premium"
      ? ["has long-term support without the Premium tier"]
      : []),
    // In this order: before a first `up` the security profile is not known where it names a log workspace.
    ...(!cluster.oidcIssuer && cluster.workloadIdentity
      ? ["has Workload Identity without the OIDC issuer that it needs"]
      : []),
    ...(cluster.kedaAddon
      ? ["has AKS's KEDA add-on, whose version and values are not ours: KEDA comes by its chart"]
      : []),
  ];
}

function poolConflicts(resource: Resource, resources: readonly Resource[]): string[] {
  const premium = resources.some(
    (registry) =>
      isType(registry, "azure-native:containerregistry:Registry") &&
      (registry.props.sku?.name ?? registry.props.sku) === "Premium",
  );
  return poolsIn(resource).flatMap((declared) => {
    const pool = `node pool "${declared.name}"`;
    return [
      ...(declared.scaleDownMode === "Deallocate" && declared.osDiskType === "Ephemeral"
        ? [`${pool} deallocates nodes whose ephemeral disks cannot be: take scaleDownMode Delete`]
        : []),
      ...(declared.artifactStreaming && !premium
        ? [`${pool} streams artifacts, which only a Premium registry serves`]
        : []),
      ...(declared.artifactStreaming && isArm(declared.vmSize)
        ? [`${pool} streams artifacts, which Arm nodes cannot`]
        : []),
      ...(declared.autoscaled && (declared.minCount === undefined || declared.maxCount === undefined)
        ? [`${pool} is autoscaled without bounds: minCount and maxCount are needed`]
        : []),
      ...(declared.mode === "System" && declared.minCount === 0
        ? [`${pool} is a system pool that may come down to no node`]
        : []),
      ...(isArm(declared.vmSize)
        ? unawareOfArm(declared, resources).map(
            (title) =>
              `${pool} has processors of Arm (${declared.vmSize}), and nothing keeps off ${title}, which chooses no kubernetes.io/arch: images for amd64 do not start there`,
          )
        : []),
    ];
  });
}

/** Of a size whose processor is not known nothing is said: AKS refuses what it cannot stream to. */
function isArm(vmSize: string): boolean {
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
    const concerned = resources.filter((resource) => poolsIn(resource).length > 0 || isCluster(resource));
    if (concerned.length === 0) notApplicable("the stack has no cluster");
    for (const resource of concerned) {
      const cluster = azureName(resource, "resourceName");
      for (const conflict of conflictsOf(resource, resources)) violation(`Cluster "${cluster}": ${conflict}`, resource);
    }
  },
};

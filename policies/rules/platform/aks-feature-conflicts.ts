import { architectureOf } from "@breakwater/azure-sizes";
import {
  azureName,
  type Cluster,
  clustersOf,
  type DeclaredPool,
  isCluster,
  ofType,
  poolsIn,
  propertiesOf,
  type Resource,
  someKnown,
} from "@breakwater/plan-views";
import type { StackRule } from "../../rule";
import { unawareOfArm } from "./arm-pools";

/** Pairs of features that AKS takes but that do not work together. */
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

function poolConflicts(declared: DeclaredPool, resources: readonly Resource[]): string[] {
  const pool = `node pool "${declared.name}"`;
  const hasPremium = () =>
    someKnown(
      ofType(resources, "azure-native:containerregistry:Registry"),
      (registry) => propertiesOf(registry).object("sku").text("name") === "Premium",
    );
  return [
    ...(declared.scaleDownMode === "Deallocate" && declared.osDiskType === "Ephemeral"
      ? [`${pool} deallocates nodes whose ephemeral disks cannot be: take scaleDownMode Delete`]
      : []),
    ...(declared.artifactStreaming && !hasPremium()
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
  ];
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
  checkStack: (resources, { violation, notApplicable, each, gather }) => {
    const concerned = resources.filter((resource) => isCluster(resource) || poolsIn(resource).length > 0);
    if (concerned.length === 0) notApplicable("the stack has no cluster");
    each(concerned, (resource) => {
      const cluster = azureName(resource, "resourceName");
      const say = (conflict: string) => violation(`Cluster "${cluster}": ${conflict}`, resource);
      each(clustersOf([resource]), (declared) => clusterConflicts(declared).forEach(say));
      each(
        gather([resource], (of) => poolsIn(of)),
        (pool) => {
          poolConflicts(pool, resources).forEach(say);
          if (!isArm(pool.vmSize)) return;
          for (const title of gather(resources, (workload) => unawareOfArm(pool, workload, resources)))
            say(
              `node pool "${pool.name}" has processors of Arm (${pool.vmSize}), and nothing keeps off ${title}, which chooses no kubernetes.io/arch: images for amd64 do not start there`,
            );
        },
      );
    });
  },
};

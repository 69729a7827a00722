import { azureName, isType, isWorkload, workloadsIn } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

const azureRegistry = /^[\w-]+\.azurecr\.(io|cn|us)\//;

export const registryNoAdmin: ResourceRule = {
  name: "registry-no-admin",
  description: "A registry has no admin user, and pods pull from Azure's registries without pull secrets.",
  guardsAgainst:
    "The nodes' own identity pulls, by the role AcrPull. The admin's password opens everything and is nobody's.",
  severity: "high",
  tags: ["identity"],
  remediationSteps: "Leave adminUserEnabled out, give AcrPull to the kubelet identity, and remove imagePullSecrets.",
  appliesTo: (resource) => isType(resource, "azure-native:containerregistry:Registry") || isWorkload(resource),
  check: (resource, { violation, each }) => {
    if (!isWorkload(resource)) {
      if (resource.props.adminUserEnabled === true) {
        violation(`Registry "${azureName(resource, "registryName")}" has its admin user enabled`, resource);
      }
      return;
    }
    each(workloadsIn(resource), (workload) => {
      if ((workload.podSpec.imagePullSecrets ?? []).length === 0) return;
      // Of a registry elsewhere the nodes' identity can have nothing: `docker.io`, `ghcr.io`, `nvcr.io`.
      if (workload.allContainers.every(({ image }) => azureRegistry.test(image ?? "")))
        violation(`${workload.title} pulls by imagePullSecrets`, resource);
    });
  },
};

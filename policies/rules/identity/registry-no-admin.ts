import { azureName, isType, isWorkload, workloadsIn } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

export const registryNoAdmin: ResourceRule = {
  name: "registry-no-admin",
  description: "A registry has no admin user and pods no pull secrets.",
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
      if ((workload.podSpec.imagePullSecrets ?? []).length > 0)
        violation(`${workload.title} pulls by imagePullSecrets`, resource);
    });
  },
};

import { poolsIn } from "@breakwater/plan-views";
import { hasGpus } from "../../resources/pools";
import type { ResourceRule } from "../../rule";

export const gpuUnmanagedWithAutoscaler: ResourceRule = {
  name: "gpu-unmanaged-with-autoscaler",
  description:
    "A GPU pool that the Cluster Autoscaler scales installs the driver (gpuProfile.driver Install) and is no managed GPU pool.",
  guardsAgainst:
    "Managed GPU pools are a preview of AKS that excludes the autoscaler, and a pool without a driver adds nodes that never offer a GPU.",
  severity: "high",
  tags: ["gpu", "autoscaling"],
  remediationSteps:
    'Set gpuProfile to {driver: "Install"} without nvidia.managementMode, and release the device plugin yourself.',
  appliesTo: (resource) => poolsIn(resource).some(hasGpus),
  check: (resource, { violation, each }) => {
    each(poolsIn(resource).filter(hasGpus), ({ name, autoscaled, managedGpus, gpuDriver }) => {
      if (!autoscaled) return;
      if (managedGpus) {
        violation(
          `Node pool "${name}" is a managed GPU pool and autoscaled, which AKS does not support together`,
          resource,
        );
      }
      if (gpuDriver === "None") {
        violation(
          `Node pool "${name}" is autoscaled but installs no GPU driver: new nodes would never offer a GPU`,
          resource,
        );
      }
    });
  },
};

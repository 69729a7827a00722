import { hasAmdGpus } from "@breakwater/azure-sizes";
import { someKnown } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";
import { amd, bringsDriver, nvidia } from "./gpu-makers";
import { stackPools } from "./gpu-pools";

export const gpuUnmanagedWithAutoscaler: StackRule = {
  name: "gpu-unmanaged-with-autoscaler",
  description:
    "A GPU pool that the Cluster Autoscaler scales gets its driver from AKS (gpuProfile.driver Install) or from an operator, and is no managed GPU pool.",
  guardsAgainst:
    "Managed GPU pools are a preview of AKS that excludes the autoscaler, and a pool without a driver adds nodes that never offer a GPU.",
  severity: "high",
  tags: ["gpu", "autoscaling"],
  remediationSteps:
    'Set gpuProfile to {driver: "Install"} without nvidia.managementMode, and release the device plugin yourself; or leave driver None and release the GPU operator with its driver.',
  checkStack: (resources, { violation, notApplicable, each, gather }) => {
    const { withGpus } = stackPools(resources, gather);
    if (withGpus.length === 0) notApplicable("no pool has GPUs");
    each(withGpus, ({ name, vmSize, resource, autoscaled, managedGpus, gpuDriver }) => {
      if (!autoscaled) return;
      if (managedGpus) {
        violation(
          `Node pool "${name}" is a managed GPU pool and autoscaled, which AKS does not support together`,
          resource,
        );
      }
      if (gpuDriver === "None" && !someKnown(resources, bringsDriver(hasAmdGpus(vmSize) ? amd : nvidia))) {
        violation(
          `Node pool "${name}" is autoscaled but installs no GPU driver, and no operator of the stack does: new nodes would never offer a GPU`,
          resource,
        );
      }
    });
  },
};

import { requiresLabel } from "@breakwater/kubernetes-rules";
import { gpuResourcesOf, someKnown, workloadsIn } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";
import { type GpuTaint, gpuTaintSettings, tolerates } from "./gpu-taint";

export const gpuRequestComplete: ResourceRule<GpuTaint> = {
  name: "gpu-request-complete",
  description: "A pod that needs a GPU asks for it in limits, tolerates the GPU pools' taint and selects their label.",
  guardsAgainst: "Without one of the three it waits for ever, or its node is never added.",
  severity: "high",
  tags: ["gpu"],
  remediationSteps:
    "Set resources.limits.nvidia.com/gpu, the toleration {key: sku, operator: Equal, value: gpu, effect: NoSchedule} and nodeSelector {sku: gpu}, or a required node affinity of the same, on the pod template.",
  settings: gpuTaintSettings,
  appliesTo: (resource) => someKnown(workloadsIn(resource), ({ needsGpu }) => needsGpu),
  check: (resource, { config, violation, each }) => {
    each(workloadsIn(resource), (workload) => {
      // What a patch leaves out stands in the object that it changes.
      if (workload.isPatch) return;
      const { podSpec } = workload;
      const { taintKey, taintValue } = config;
      each(
        workload.allContainers.filter((each) => gpuResourcesOf(each).length > 0),
        (container) => {
          const gpus = gpuResourcesOf(container);
          const who = `Container "${container.name}" of ${workload.title} asks for ${gpus.join(" and ")}`;
          if (gpus.some((name) => container.resources?.limits?.[name] === undefined)) {
            violation(`${who} in requests but not in limits, where Kubernetes takes it from`, resource);
          }
          if (!tolerates(podSpec.tolerations ?? [], config)) {
            violation(`${who} but does not tolerate ${taintKey}=${taintValue}:NoSchedule`, resource);
          }
          if (!requiresLabel(podSpec, taintKey, taintValue)) {
            violation(`${who} but does not select nodes with ${taintKey}=${taintValue}`, resource);
          }
        },
      );
    });
  },
};

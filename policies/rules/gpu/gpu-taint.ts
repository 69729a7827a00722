import { type Toleration, toleratesTaint } from "@breakwater/kubernetes-rules";

/** The taint of the GPU pools, which a user may call otherwise. */
export interface GpuTaint extends Record<string, unknown> {
  taintKey: string;
  taintValue: string;
}

export const gpuTaintSettings = {
  taintKey: {
    type: "string",
    default: "sku",
    description: "Key of the GPU pools' taint. Where it is not changed, the taints of the stack's own GPU pools count",
  },
  taintValue: { type: "string", default: "gpu", description: "Value of the GPU pools' taint, in the same way" },
} as const;

/** Whether one of the tolerations lets a pod onto nodes with the taint `key=value:NoSchedule`. */
export function tolerates(tolerations: readonly Toleration[], { taintKey, taintValue }: GpuTaint): boolean {
  const taint = { key: taintKey, value: taintValue, effect: "NoSchedule" };
  return tolerations.some((toleration) => toleratesTaint(toleration, taint));
}

import type { Properties } from "../../resources/resource";

/** The taint of the GPU pools, which is also their label, and which a user may call otherwise. */
export interface GpuTaint extends Record<string, unknown> {
  taintKey: string;
  taintValue: string;
}

export const gpuTaintSettings = {
  taintKey: { type: "string", default: "sku", description: "Key of the GPU pools' taint and label" },
  taintValue: { type: "string", default: "gpu", description: "Value of the GPU pools' taint and label" },
} as const;

/** Whether one of the tolerations lets a pod onto nodes with the taint `key=value:NoSchedule`. */
export function tolerates(tolerations: readonly Properties[], { taintKey, taintValue }: GpuTaint): boolean {
  return tolerations.some(
    ({ key, operator = "Equal", value, effect }) =>
      (effect === undefined || effect === "" || effect === "NoSchedule") &&
      (operator === "Exists" ? !key || key === taintKey : key === taintKey && value === taintValue),
  );
}

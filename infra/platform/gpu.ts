import { GpuServices } from "../../components/kubernetes";
import type { PlatformContext } from "./context";

/** What makes GPUs a resource and measures them. */
export function createGpuServices({ provider, namespaces }: PlatformContext): GpuServices {
  return new GpuServices("gpu-services", { namespace: namespaces.gpuServices.namespaceName }, { provider });
}

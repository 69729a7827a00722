import { GpuServices } from "../../components/kubernetes";
import type { PlatformGround } from "./ground";

/** What makes GPUs a resource and measures them. */
export function createGpuServices({ provider, namespaces }: PlatformGround): GpuServices {
  return new GpuServices("gpu-services", { namespace: namespaces.gpuServices.namespaceName }, { provider });
}

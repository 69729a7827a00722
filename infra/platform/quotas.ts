import type { NamespaceQuotaArgs } from "../../components/kubernetes";
import { gpusOfGpuPool, type Settings, vmSizeOfPool } from "../../stacks";
import type { Namespaces } from "./namespaces";

/** What a namespace may take. */
type Quota = Omit<NamespaceQuotaArgs, "namespace">;

/**
 * What each namespace may take. Where workloads scale it is the whole pool at its largest: more could only wait for ever. The
 * platform's own services are held to a few times what they need, so that a mistake in one of them is not the app's.
 */
export function quotas(settings: Settings): Record<keyof Namespaces, Quota> {
  const { edge, pools } = settings;
  const { system, cpu, gpu } = pools;
  const [cpuNode, gpuNode] = [vmSizeOfPool(settings, "cpu"), vmSizeOfPool(settings, "gpu")];
  const cpuCores = cpuNode.vcpus * cpu.maxCount;
  const gpuCores = gpuNode.vcpus * gpu.maxCount;
  const gpus = gpusOfGpuPool(settings).count * gpu.maxCount;
  const nodes = system.count + cpu.maxCount + gpu.maxCount;
  return {
    app: { pods: 4 * cpuCores, cpu: cpuCores, memoryGi: cpuNode.memoryGib * cpu.maxCount },
    // Twice the GPUs in pods: those of a rollout that still drain beside those that wait for their GPU.
    models: { pods: 2 * gpus, cpu: gpuCores, memoryGi: gpuNode.memoryGib * gpu.maxCount, gpus },
    // The node exporter has a pod on every node.
    monitoring: { pods: 30 + nodes, cpu: 8 + nodes, memoryGi: 48 + nodes },
    keda: { pods: 20, cpu: 4, memoryGi: 8 },
    externalSecrets: { pods: 20, cpu: 2, memoryGi: 4 },
    edge: { pods: 40, cpu: 16, memoryGi: 32, loadBalancers: edge.enabled ? 1 : 0 },
    // Two pods on each GPU node, and two more while one goes and its successor comes.
    gpuServices: { pods: 4 * gpu.maxCount, cpu: gpu.maxCount, memoryGi: 2 * gpu.maxCount },
  };
}

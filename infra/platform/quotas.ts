import type { NamespaceQuotaArgs } from "../../components/kubernetes";
import type { Settings } from "../../stacks";
import { vmSizeOf } from "../../stacks/vm-sizes";
import type { Namespaces } from "./namespaces";

/** What a namespace may take. */
type Quota = Omit<NamespaceQuotaArgs, "namespace">;

/** Memory of a node for each of its vCPUs, GiB: of the D series, and of an NC24ads_A100_v4 (220 GiB). */
const gibPerVcpu = { cpu: 4, gpu: 9 } as const;

/** vCPUs of a VM size that is not known here: more than any of them has. */
const manyVcpus = 128;

/**
 * What each namespace may take. Where workloads scale it is the whole pool at its largest: more could only wait for ever. The
 * platform's own services are held to a few times what they need, so that a mistake in one of them is not the app's.
 */
export function quotas({ pools, edge }: Settings): Record<keyof Namespaces, Quota> {
  const { system, cpu, gpu } = pools;
  const cpuCores = (vmSizeOf(cpu.vmSize)?.vcpus ?? manyVcpus) * cpu.maxCount;
  const gpuCores = (vmSizeOf(gpu.vmSize)?.vcpus ?? manyVcpus) * gpu.maxCount;
  const gpus = (vmSizeOf(gpu.vmSize)?.gpus ?? 8) * gpu.maxCount;
  const nodes = system.count + cpu.maxCount + gpu.maxCount;
  return {
    app: { pods: 4 * cpuCores, cpu: cpuCores, memoryGi: cpuCores * gibPerVcpu.cpu },
    // Twice the GPUs in pods: those of a rollout that still drain beside those that wait for their GPU.
    models: { pods: 2 * gpus, cpu: gpuCores, memoryGi: gpuCores * gibPerVcpu.gpu, gpus },
    // The node exporter has a pod on every node.
    monitoring: { pods: 30 + nodes, cpu: 8 + nodes, memoryGi: 48 + nodes },
    keda: { pods: 20, cpu: 4, memoryGi: 8 },
    externalSecrets: { pods: 20, cpu: 2, memoryGi: 4 },
    edge: { pods: 40, cpu: 16, memoryGi: 32, loadBalancers: edge.enabled ? 1 : 0 },
    // Two pods on each GPU node, and two more while one goes and its successor comes.
    gpuServices: { pods: 4 * gpu.maxCount, cpu: gpu.maxCount, memoryGi: 2 * gpu.maxCount },
  };
}

import { type OsDiskSettings, osDiskOf } from "./os-disk";
import { reservedMemoryMib, reservedMillicores } from "./reservations";
import type { VmSize } from "./vm-size";

/** Amounts of a node's resources. */
export interface NodeAmounts {
  millicores: number;
  memoryMib: number;
  /** Disk for images, logs and scratch files, MiB. */
  ephemeralStorageMib: number;
  pods: number;
  /** `nvidia.com/gpu`; 0 for none. */
  gpus: number;
}

/** What a node has, and what is left of it for pods. */
export interface NodeResources {
  capacity: NodeAmounts;
  allocatable: NodeAmounts;
}

/** What of a pool decides over its nodes' resources, beside their size. */
export interface NodeSettings {
  maxPods: number;
  osDisk?: OsDiskSettings;
  /** The cluster's Kubernetes version. Default: any from 1.29 on. */
  kubernetesVersion?: string;
}

/** Share of the disk that the kubelet keeps free: its eviction threshold `nodefs.available<10%`. */
const diskKeptFree = 0.1;

/** Cores of a node that pods can have, millicores. */
export const allocatableMillicores = (vcpus: number): number => vcpus * 1000 - reservedMillicores(vcpus);

/** What a node of a VM size has and what AKS leaves of it for pods; whole numbers, rounded down. */
export function nodeResources(size: VmSize, { maxPods, osDisk, kubernetesVersion }: NodeSettings): NodeResources {
  const capacity: NodeAmounts = {
    millicores: size.vcpus * 1000,
    memoryMib: size.memoryGib * 1024,
    ephemeralStorageMib: osDiskOf(size, osDisk).gib * 1024,
    pods: maxPods,
    gpus: size.gpus?.count ?? 0,
  };
  const reserved = reservedMemoryMib({
    memoryMib: capacity.memoryMib,
    maxPods,
    ...(kubernetesVersion && { kubernetesVersion }),
  });
  return {
    capacity,
    allocatable: {
      ...capacity,
      millicores: allocatableMillicores(size.vcpus),
      memoryMib: Math.floor(capacity.memoryMib - reserved),
      ephemeralStorageMib: Math.floor(capacity.ephemeralStorageMib * (1 - diskKeptFree)),
    },
  };
}

/** Amounts as a node's status writes them; without GPUs there is no entry for them, not even a zero. */
export function quantitiesOf({
  millicores,
  memoryMib,
  ephemeralStorageMib,
  pods,
  gpus,
}: NodeAmounts): Record<string, string> {
  return {
    pods: String(pods),
    ...(gpus > 0 && { "nvidia.com/gpu": String(gpus) }),
    cpu: millicores % 1000 === 0 ? String(millicores / 1000) : `${millicores}m`,
    memory: `${memoryMib}Mi`,
    "ephemeral-storage":
      ephemeralStorageMib % 1024 === 0 ? `${ephemeralStorageMib / 1024}Gi` : `${ephemeralStorageMib}Mi`,
  };
}

/** Instruction set of a node: the value of its label `kubernetes.io/arch`. */
export type Architecture = "amd64" | "arm64";

/** The GPUs of one VM. */
export interface Gpus {
  /** NVIDIA's name, for example `A100`. */
  model: string;
  /** What a node offers as `nvidia.com/gpu`. A part of a GPU is offered as one: `share` tells them apart. */
  count: number;
  /** How much of a physical GPU each of them is: 1, or less where Azure cuts it up (1/6 of an A10 in an NV6ads_A10_v5). */
  share: number;
  /** Memory of each, GB, as Azure's page of the series has it. */
  memoryGb: number;
  /** Memory of each that CUDA can take, GiB, a little less than what is on the box; `undefined` where nobody has published it. */
  usableGib: number | undefined;
}

/** Disks inside the host, empty at every start. */
export interface LocalDisks {
  count: number;
  /** Size of each, GiB. */
  gib: number;
}

/** What Azure publishes about a VM size. In which zones a region has it is no property of a size: only `az vm list-skus` knows. */
export interface VmSize {
  known: true;
  /** Azure's name of it, for example `Standard_D8s_v5`. */
  vmSize: string;
  vcpus: number;
  memoryGib: number;
  architecture: Architecture;
  /** Absent for a size without GPUs. */
  gpus?: Gpus;
  /** The temporary disks; absent for a size without. Raw NVMe disks that stand beside a temporary disk are not counted. */
  localDisks?: LocalDisks;
  /** Whether the OS disk may live on the host instead of being a managed disk. */
  ephemeralOsDisk: boolean;
  /** Whether it takes Premium SSDs. */
  premiumStorage: boolean;
  /** The counter of vCPUs that it draws on, as `name.value` of `az vm list-usage` writes it. Azure compares without case. */
  quotaFamily: string;
  /**
   * Month in which Azure has retired it; absent where it has not. No VM of it starts any more
   * (https://learn.microsoft.com/azure/virtual-machines/sizes/retirement/retired-sizes-list).
   */
  retired?: string;
  /** Azure's page of its series. */
  source: string;
}

/** A VM size of which something is not known here. No figure stands in for it: who asked must say what that means for him. */
export interface UnknownVmSize {
  known: false;
  vmSize: string;
  /** Why, as a clause that an error can go on with: `its series is not in the table of VM sizes`. */
  reason: string;
}

/** Either what is published about a size, or that it is not known. */
export type VmSizeResult = VmSize | UnknownVmSize;

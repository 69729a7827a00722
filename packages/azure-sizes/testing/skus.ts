import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What Azure's API says of a VM size. */
export interface RecordedSku {
  vmSize: string;
  vcpus: number;
  memoryGib: number;
  /** Accelerators of any kind. */
  gpus: number;
  architecture: string;
  quotaFamily: string;
}

/** Every recorded size: `README.md`. */
export function recordedSkus(): RecordedSku[] {
  const [, ...lines] = readFileSync(join(__dirname, "skus.tsv"), "utf8").trimEnd().split("\n");
  return lines.map((line) => {
    const [vmSize, vcpus, memoryMib, gpus, architecture, quotaFamily] = line.split("\t");
    return {
      vmSize: vmSize!,
      vcpus: Number(vcpus),
      memoryGib: Number(memoryMib) / 1024,
      gpus: Number(gpus),
      architecture: architecture!,
      quotaFamily: quotaFamily!,
    };
  });
}

import { findVmSize } from "./find";
import type { UnknownVmSize } from "./vm-size";

/** The counter of vCPUs that a VM size draws on. */
export interface QuotaFamily {
  known: true;
  /** As `name.value` of `az vm list-usage`, for example `standardDSv5Family`. */
  family: string;
}

/** The quota's family of a VM size. Names do not tell: D8as_v5 is `standardDASv5Family`, D8as_v6 `standardDav6Family`. */
export function quotaFamilyOf(vmSize: string): QuotaFamily | UnknownVmSize {
  const size = findVmSize(vmSize);
  return size.known ? { known: true, family: size.quotaFamily } : size;
}

/** Whether two names are those of one family: Azure compares without case. */
export const isSameFamily = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

/** The entry of a family in a record by families; `undefined` where there is none. */
export function ofFamily<T>(byFamily: Readonly<Record<string, T>>, family: string): T | undefined {
  return Object.entries(byFamily).find(([name]) => isSameFamily(name, family))?.[1];
}

/** Whom a way asks who they are. `not known`: something is on it whose meaning nobody here knows. */
export type Asked = "everybody" | "nobody" | "not known";

/** A way is as open as its most open part. */
export function weakestOf(all: readonly Asked[]): Asked {
  return all.includes("nobody") ? "nobody" : all.includes("not known") ? "not known" : "everybody";
}

/** Of several that are asked one after the other, one that asks everybody is enough. */
export function strongestOf(all: readonly Asked[]): Asked {
  return all.includes("everybody") ? "everybody" : all.includes("not known") ? "not known" : "nobody";
}

/** Whether ranges of addresses are for everybody: one of them is the whole internet, or an eighth of it or more. */
export const isForAll = (ranges: readonly string[]): boolean =>
  ranges.some((range) => /\/[0-3]$/.test(range.trim()) || range.trim() === "*");

/** Addresses as annotations list them. */
export const rangesIn = (text: string): string[] => text.split(/[\s,]+/).filter((range) => range !== "");

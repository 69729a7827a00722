import { AzureError } from "./error";

/** `1.35` or `1.35.2` in parts; `undefined` for what is no version, or not stated. */
function partsOf(version: unknown): { major: number; minor: number; patch: number } | undefined {
  const [, major, minor, patch = "0"] = /^(\d+)\.(\d+)(?:\.(\d+))?$/.exec(String(version)) ?? [];
  return minor === undefined ? undefined : { major: Number(major), minor: Number(minor), patch: Number(patch) };
}

/**
 * Why a version cannot become another one: an upgrade goes up, one minor version at a time, and there is no way back
 * (https://learn.microsoft.com/azure/aks/upgrade-cluster). A version without a patch stays where its patch is.
 */
export function upgradeProblem(before: unknown, after: unknown): string | undefined {
  const [from, to] = [partsOf(before), partsOf(after)];
  if (!from || !to || from.major !== to.major) return undefined;
  const patchGoesDown = from.minor === to.minor && /\.\d+\./.test(String(after)) && to.patch < from.patch;
  if (to.minor < from.minor || patchGoesDown) return "a version goes up only";
  return to.minor > from.minor + 1 ? "minor versions cannot be skipped" : undefined;
}

/** The nodes of a pool are never ahead of the control plane, and at most three minor versions behind it. */
export function checkSkew(pool: unknown, controlPlane: unknown, path: string): void {
  const [nodes, plane] = [partsOf(pool), partsOf(controlPlane)];
  if (!nodes || !plane) return;
  const behind = plane.minor - nodes.minor;
  if (behind >= 0 && behind <= 3) return;
  throw new AzureError(
    "NodePoolMcVersionIncompatible",
    `Node pool version ${String(pool)} and control plane version ${String(controlPlane)} are incompatible: a pool is at most three minor versions behind, and never ahead.`,
    path,
  );
}

import { AzureError } from "./error";

/** `1.35` or `1.35.2` in parts; `undefined` for what is no version, or not stated. */
function partsOf(version: unknown): { major: number; minor: number; patch: number } | undefined {
  const [, major, minor, patch = "0"] = /^(\d+)\.(\d+)(?:\.(\d+))?$/.exec(String(version)) ?? [];
  return minor === undefined ? undefined : { major: Number(major), minor: Number(minor), patch: Number(patch) };
}

/**
 * An upgrade goes up, one minor version at a time, and there is no way back
 * (https://learn.microsoft.com/azure/aks/upgrade-cluster). A version without a patch stays where its patch is.
 */
export function checkUpgrade(before: unknown, after: unknown, path: string): void {
  const [from, to] = [partsOf(before), partsOf(after)];
  if (!from || !to || from.major !== to.major) return;
  const patchGoesDown = from.minor === to.minor && /\.\d+\./.test(String(after)) && to.patch < from.patch;
  if (to.minor < from.minor || patchGoesDown) {
    throw new AzureError(
      "OperationNotAllowed",
      `Upgrading Kubernetes version ${String(before)} to ${String(after)} is not allowed: a version goes up only.`,
      path,
    );
  }
  if (to.minor > from.minor + 1) {
    throw new AzureError(
      "OperationNotAllowed",
      `Upgrading Kubernetes version ${String(before)} to ${String(after)} is not allowed: minor versions cannot be skipped.`,
      path,
    );
  }
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

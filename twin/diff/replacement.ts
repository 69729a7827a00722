import { immutablePaths } from "../azure";
import { isAtOrBelow, kubernetesReplaces } from "../changes";

/** Those of the changed paths that make a resource be replaced rather than updated. */
export function replacingPaths(type: string, changed: readonly string[]): string[] {
  if (type.startsWith("kubernetes:")) return kubernetesReplaces(type, changed);
  const immutable = immutablePaths(type);
  return changed.filter((path) => immutable.some((name) => isAtOrBelow(path, name)));
}

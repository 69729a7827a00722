import * as fs from "node:fs";
import * as path from "node:path";
import type { Cluster } from "../controlplane";

/**
 * What tells a cluster from the one that was there before under the same path: a new one has a new authority, so what still
 * talks to the old one must be started again.
 */
export function clusterIdentity({ folder, server }: Cluster): string {
  return `${server}\n${fs.readFileSync(path.join(folder, "pki", "ca.crt"), "utf8")}`;
}

import { addonsFolder, currentAddons, currentRecord } from "../addons";
import type { AddonReport } from "../addons";
import { ApiServer, runningCluster } from "../controlplane";
import { findProcesses, residentMemory } from "../processes";
import type { Cluster } from "../controlplane";
import { readPlatform } from "./report";
import type { PlatformReport } from "./report";
import { poolsOfState, stackFolder, StackState } from "../state";

/** A running twin. */
export interface StatusReport {
  stack: string;
  cluster: Pick<Cluster, "server" | "kubeconfig" | "kubernetesVersion">;
  platform: PlatformReport;
  /** What runs beside the control plane, or should. */
  addons: AddonReport[];
  /** Resident memory of all its processes together, bytes. */
  memory: number;
}

/** What runs of a stack's twin now; `undefined` when it does not run. */
export async function status(projectDir: string, stack: string): Promise<StatusReport | undefined> {
  const folder = stackFolder(projectDir, stack);
  const cluster = await runningCluster(folder.clusterFolder, folder.clusterName);
  if (!cluster) return undefined;
  const api = new ApiServer(cluster);
  try {
    const own = addonsFolder(folder.addonsFolder);
    const platform = await readPlatform(
      api,
      poolsOfState(StackState.open(folder.stateFile, stack)),
      currentRecord(own),
    );
    const memory = findProcesses(folder.root).reduce((sum, { pid }) => sum + residentMemory(pid), 0);
    const addons = currentAddons(own);
    const { server, kubeconfig, kubernetesVersion } = cluster;
    return { stack, cluster: { server, kubeconfig, kubernetesVersion }, platform, addons, memory };
  } finally {
    api.close();
  }
}

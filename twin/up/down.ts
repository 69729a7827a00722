import * as fs from "node:fs";
import { addonsFolder, removeAddons } from "../addons";
import { removeCluster } from "../controlplane";
import { withStack } from "./session";
import { removeStackFolder, stackFolder } from "../state";

/** What a `down` came to. */
export interface DownReport {
  stack: string;
  /** Whether there was anything. */
  existed: boolean;
  /** Processes that were ended. */
  processes: number;
  /** Folder that was removed. */
  folder: string;
}

/**
 * Stops everything of a stack's twin and removes its folder. Only the built programs stay, in their cache.
 *
 * @throws the signal's reason once it is aborted; the next `down` removes the rest
 */
export async function down(projectDir: string, stack: string, signal: AbortSignal): Promise<DownReport> {
  const folder = stackFolder(projectDir, stack);
  if (!fs.existsSync(folder.root)) return { stack, existed: false, processes: 0, folder: folder.root };
  return withStack(folder, async () => {
    const addons = await removeAddons(addonsFolder(folder.addonsFolder));
    signal.throwIfAborted();
    const processes = addons + (await removeCluster(folder.clusterFolder));
    signal.throwIfAborted();
    removeStackFolder(folder);
    return { stack, existed: true, processes, folder: folder.root };
  });
}

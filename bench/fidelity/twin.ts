import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { addonsFolder, currentAddons } from "../../twin/addons";
import type { AddonReport, AddonsFolder } from "../../twin/addons";
import { runningCluster } from "../../twin/controlplane";
import type { Cluster } from "../../twin/controlplane";
import { stackFolder } from "../../twin/state/stack-folder";
import { command, repository } from "../measure";

/** The stack that is brought up, and what is other than in its file: three GPUs, so that the model server has somewhere to grow to. */
export const stack = "dev";
const twinConfig = { gpuMaxCount: 3, quotas: { standardDSv5Family: 40, StandardNCADSA100v4Family: 72 } };

/** A twin of the bench's own. */
export interface BenchTwin {
  cluster: Cluster;
  folder: AddonsFolder;
  /** Takes it down and leaves nothing. */
  remove(): Promise<void>;
}

/**
 * Brings a twin up in a state folder of its own, so that it meets none of its user's.
 *
 * @throws Error when it does not come up, or something runs not that triggers ask
 */
export async function bringUp(signal: AbortSignal): Promise<BenchTwin> {
  const base = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), "breakwater-fidelity-"));
  const env = { ...process.env, BREAKWATER_STATE: base };
  const breakwater = async (...args: string[]): Promise<void> => {
    const child = spawn(process.execPath, [command, ...args, "--stack", stack], {
      cwd: repository,
      env,
      stdio: ["ignore", "ignore", "inherit"],
      // Its own group: a Ctrl-C ends the bench, and this then takes the twin down.
      detached: true,
    });
    const stop = (): void => void child.kill("SIGINT");
    if (args[0] === "up") signal.addEventListener("abort", stop, { once: true });
    const [code] = (await once(child, "close")) as [number | null];
    signal.removeEventListener("abort", stop);
    if (code !== 0 && !signal.aborted) throw new Error(`breakwater ${args[0]} ended with ${code}`);
  };
  const remove = async (): Promise<void> => {
    await breakwater("down");
    fs.rmSync(base, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const config = Object.entries(twinConfig).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
    await breakwater("up", ...config.flatMap((name) => ["--config", name]));
    signal.throwIfAborted();
    const { clusterFolder, clusterName, addonsFolder: addons } = stackFolder(repository, stack, env);
    const cluster = await runningCluster(clusterFolder, clusterName);
    if (cluster === undefined) throw new Error("the twin does not answer");
    const folder = addonsFolder(addons);
    const lacks = currentAddons(folder).flatMap(({ name, lack }) => (lack === undefined ? [] : [`${name}: ${lack}`]));
    if (lacks.length > 0) throw new Error(lacks.join("\n"));
    return { cluster, folder, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Where the one server of a kind listens. */
export function serverOf(folder: AddonsFolder, kind: NonNullable<AddonReport["server"]>["kind"]) {
  const server = currentAddons(folder).find((addon) => addon.server?.kind === kind)?.server;
  if (server === undefined) throw new Error(`no ${kind} runs beside the control plane`);
  return server;
}

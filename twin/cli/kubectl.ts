import { spawn } from "node:child_process";
import { constants } from "node:os";
import * as path from "node:path";
import { ControlPlaneError, runningCluster } from "../controlplane";
import { findProject } from "../project";
import { stackFolder } from "../state";
import { interruptible } from "./interruption";

export interface KubectlCommandOptions {
  stack: string;
  /** Arguments of kubectl. */
  args: string[];
}

/** `breakwater kubectl`: the kubectl that was built with the control plane, on a stack's twin. Its exit code is kubectl's. */
export async function run({ stack, args }: KubectlCommandOptions): Promise<number> {
  const folder = stackFolder(findProject(process.cwd()), stack);
  const cluster = await runningCluster(folder.clusterFolder, folder.clusterName);
  if (!cluster)
    throw new ControlPlaneError(
      `The twin of stack ${stack} does not run. \`npx breakwater up --stack ${stack}\` starts it.`,
    );
  const kubectl = path.join(cluster.binaries.folder, "kubectl");
  const env = { ...process.env, KUBECONFIG: cluster.kubeconfig };
  return interruptible((signal) => runHere(kubectl, args, env, signal));
}

/** Runs a program on this terminal, which is its own until it ends. Gives its exit code, as a shell would have it. */
function runHere(program: string, args: string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    // In this process's group: a Ctrl-C reaches it by itself, and another signal by this process.
    const child = spawn(program, args, { stdio: "inherit", env });
    const stop = (): void => void child.kill();
    signal.addEventListener("abort", stop, { once: true });
    child.once("error", (error) => reject(new ControlPlaneError(`${program} does not start: ${error.message}`)));
    child.once("exit", (code, name) => {
      signal.removeEventListener("abort", stop);
      resolve(name === null ? (code ?? 1) : 128 + constants.signals[name]);
    });
  });
}

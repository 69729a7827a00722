import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { ControlPlaneError, runningCluster } from "../controlplane";
import { findProject } from "../engine/project";
import { stackFolder } from "../up/state/stack-folder";

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
  const { status, error } = spawnSync(kubectl, args, {
    stdio: "inherit",
    env: { ...process.env, KUBECONFIG: cluster.kubeconfig },
  });
  if (error) throw new ControlPlaneError(`${kubectl} does not start: ${error.message}`);
  return status ?? 1;
}

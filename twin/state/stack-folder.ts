import * as fs from "node:fs";
import * as path from "node:path";
import { ProjectError } from "../project";

/** Where everything of one stack's twin lies. */
export interface StackFolder {
  /** `.breakwater/<stack>` in the project. */
  root: string;
  stateFile: string;
  /** Held by the command that is at work on the stack. */
  lockFile: string;
  /** The control plane with its data. */
  clusterFolder: string;
  clusterName: string;
  /** What runs beside the control plane. */
  addonsFolder: string;
}

/** Pulumi's rule for the names of stacks, less those that would be a path. */
const stackName = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/**
 * @param projectDir folder of Pulumi.yaml
 * @param env `BREAKWATER_STATE` names another folder than `.breakwater` in the project
 * @throws ProjectError for what cannot be a stack's name
 */
export function stackFolder(projectDir: string, stack: string, env: NodeJS.ProcessEnv = process.env): StackFolder {
  // The name becomes a folder that `down` removes.
  if (!stackName.test(stack)) {
    throw new ProjectError(
      `--stack ${JSON.stringify(stack)}: a stack's name has letters, digits, "-", "_" and ".", and begins with a letter or digit`,
    );
  }
  // Resolved, because processes are found by the path that they were started with.
  const base = path.resolve(env["BREAKWATER_STATE"] || path.join(fs.realpathSync(projectDir), ".breakwater"));
  const root = path.join(base, stack);
  return {
    root,
    stateFile: path.join(root, "state.json"),
    lockFile: path.join(root, "lock"),
    clusterFolder: path.join(root, "cluster"),
    clusterName: `breakwater-${stack}`,
    addonsFolder: path.join(root, "addons"),
  };
}

/** Removes a stack's folder, and the one above it when no other stack has one. */
export function removeStackFolder({ root }: StackFolder): void {
  fs.rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  const above = path.dirname(root);
  if (fs.existsSync(above) && fs.readdirSync(above).length === 0) fs.rmdirSync(above);
}

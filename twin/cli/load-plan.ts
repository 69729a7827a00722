/* eslint-disable @typescript-eslint/no-require-imports -- Pulumi's packages take a second to load, and a file needs none of them */
import type { Plan } from "@breakwater/plan-views";

/** Where a Plan comes from. */
export interface PlanSource {
  /** Stack to run the program for. */
  stack: string;
  /** Configuration over that of the stack file, by key. */
  config?: Record<string, string>;
  /** File to read instead, as `breakwater plan --json` writes it. */
  plan?: string;
  /** File or folder of Kubernetes manifests to read instead, or `-` for the standard input. */
  manifests?: string;
  /** The time by which the simulated Azure judges. Default: it does not look at it. */
  now?: Date;
}

/**
 * The Plan of a stack, of a file, or of manifests. Pulumi's packages are loaded only to run the program.
 *
 * @throws PlanFileError, ProjectError or ProgramError
 */
export async function loadPlan({ stack, config, plan, manifests, now }: PlanSource): Promise<Plan> {
  if (plan !== undefined) return (require("../plan/read-plan") as typeof import("../plan/read-plan")).readPlan(plan);
  if (manifests !== undefined)
    return (require("../plan/read-manifests") as typeof import("../plan/read-manifests")).readManifests(
      manifests,
      stack,
    );
  const { composeBackend, runProgram, simulatedPackages } = require("../engine") as typeof import("../engine");
  const { findProject } = require("../project") as typeof import("../project");
  const backend = composeBackend(simulatedPackages({ now }));
  return runProgram({ projectDir: findProject(process.cwd()), stack, configOverrides: config, backend });
}

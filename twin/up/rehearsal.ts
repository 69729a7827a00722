import pc from "picocolors";
// eslint-disable-next-line no-restricted-syntax -- resources of every kind are deployed, whatever they are
import type { Plan, PlanResource } from "@breakwater/plan-views";
import { changesOf, refusalsText, rehearse } from "../deployment";
import type { DeploymentOutcome } from "../deployment";
import { StackState } from "../state";
import type { ResourceState, StackFolder } from "../state";

/** What a Plan would come to is refused; nothing was touched. */
export class UpRefused extends Error {
  override name = "UpRefused";

  constructor(
    stack: string,
    /** What was rehearsed. */
    readonly rehearsal: DeploymentOutcome,
  ) {
    const changes = changesOf(rehearsal).length;
    super(
      `the change of stack ${stack} was rehearsed in the simulated Azure, and is refused; nothing was touched (${changes} other ${changes === 1 ? "change" : "changes"} would have been made)\n` +
        refusalsText(rehearsal.refusals, pc.createColors(false)),
    );
  }
}

/**
 * Rehearses a Plan over what a stack's twin has: what `up` would change, and what Azure, its provider or Pulumi would refuse of it.
 *
 * @returns `undefined` where the twin has nothing: the run that gave the Plan has told all there is to tell
 */
export async function rehearseOver(folder: StackFolder, plan: Plan): Promise<DeploymentOutcome | undefined> {
  const recorded = recordedPlan(StackState.open(folder.stateFile, plan.stack), plan);
  return recorded && rehearse(recorded, plan);
}

/** What the state says that is there, as a Plan: each resource with the inputs and options of its last application. */
export function recordedPlan(state: StackState, { version, project, stack }: Plan): Plan | undefined {
  const made = new Map(state.latestFirst().map((resource) => [resource.urn, resource]));
  if (made.size === 0) return undefined;
  // What the state does not keep, such as providers and Helm releases, is there as it was last declared.
  const declared = (state.plan?.resources ?? []).flatMap((resource) => {
    const recorded = made.get(resource.urn);
    made.delete(resource.urn);
    if (recorded) return recorded.inputs ? [{ ...resource, ...recorded.declared, inputs: recorded.inputs }] : [];
    return !resource.custom || !isKept(resource) ? [resource] : [];
  });
  const others = [...made.values()].toReversed().flatMap((resource) => undeclared(resource));
  return { version, project, stack, resources: [...declared, ...others], outputs: {} };
}

/** Whether the state keeps resources of its kind. */
const isKept = ({ type }: PlanResource): boolean =>
  !type.startsWith("pulumi:providers:") && !type.startsWith("kubernetes:helm.sh/");

/** A resource that no run has declared to its end. */
function undeclared({ urn, type, name, inputs, declared }: ResourceState): PlanResource[] {
  if (!inputs) return [];
  return [{ urn, type, name, custom: true, dependencies: [], inputs, outputs: {}, options: {}, ...declared }];
}

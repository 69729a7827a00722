import type { RecordedResource, World } from "./checkpoint";
import { inDeletionOrder, needsOf } from "./dependencies";
import type { DeploymentStep, Refusal } from "./outcome";
import { providerOf } from "./providers/provider-of";
import { refusalsOf, refuseProtected } from "./refusals";

/** What came of deleting. */
export interface Deleted {
  steps: DeploymentStep[];
  refusals: Refusal[];
}

/**
 * Deletes resources, each before what it needs, by the options that are recorded. What is refused stays, and so does all that it needs;
 * the rest goes. (Pulumi stops at the first failure; with `--continue-on-error`, or by the order of its parallel steps, this is the
 * most that it deletes.)
 *
 * @param stale resources of the checkpoint
 * @param condemned resources that are replaced already: protection does not hold those
 */
export function deleteResources(
  stale: readonly RecordedResource[],
  condemned: readonly RecordedResource[],
  world: World,
): Deleted {
  const { checkpoint } = world;
  const deleted: Deleted = { steps: [], refusals: [] };
  const going = inDeletionOrder([...stale, ...condemned]);
  const urns = new Set(going.map(({ urn }) => urn));
  const needed = new Set<string>();
  for (const resource of going) {
    const { urn, type, name } = resource;
    const step: DeploymentStep = { action: "delete", urn, type, name, properties: [], replacedBy: [] };
    const isCondemned = condemned.includes(resource);
    try {
      if (!isCondemned) refuseProtected(resource, "deleted");
      if (needed.has(urn)) {
        for (const need of needsOf(resource)) needed.add(need);
        continue;
      }
      step.action = deleteRecorded(resource, urns, world);
      if (isCondemned) checkpoint.condemned.splice(checkpoint.condemned.indexOf(resource), 1);
      else checkpoint.resources.delete(urn);
      deleted.steps.push(step);
    } catch (error) {
      deleted.refusals.push(...refusalsOf(step, error));
      for (const need of needsOf(resource)) needed.add(need);
    }
  }
  return deleted;
}

/**
 * Deletes a resource as its record says: not at all where it is retained, with another one where it goes with that.
 *
 * @param going URNs of all that goes
 * @throws what Azure refuses
 */
export function deleteRecorded(
  resource: RecordedResource,
  going: ReadonlySet<string>,
  world: World,
): "delete" | "retain" {
  const { retainOnDelete, deletedWith } = resource.options;
  if (retainOnDelete) return "retain";
  if (deletedWith === undefined || !going.has(deletedWith)) providerOf(resource.type).delete(resource, world);
  return "delete";
}

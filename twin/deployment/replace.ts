import type { ResourceResult } from "../engine";
import type { RecordedResource, World } from "./checkpoint";
import { inDeletionOrder, inputsMadeOf } from "./dependencies";
import { deleteRecorded } from "./deletions";
import { providerOf } from "./providers/provider-of";
import { unknownInput } from "./providers/provider";
import { refusalOfSameName, refuseProtected } from "./refusals";

interface Replacement {
  world: World;
  recorded: RecordedResource;
  /** Whether the old resource goes before the new one comes. */
  deletesFirst: boolean;
  make(): Promise<ResourceResult>;
}

/**
 * Replaces a resource. Deleted first, it takes those along that are replaced because of it, each before what it needs; made first, the
 * old one is condemned: it goes when the whole program has run.
 *
 * @throws EngineRefusal where something of it is protected; what Azure refuses
 */
export async function replaceResource({ world, recorded, deletesFirst, make }: Replacement): Promise<{
  result: ResourceResult;
  /** What was deleted and is still to be made anew. */
  goneAhead: RecordedResource[];
}> {
  refuseProtected(recorded, "replaced");
  if (!deletesFirst) {
    const result = await make().catch((error: unknown) => {
      throw refusalOfSameName(recorded, error);
    });
    world.checkpoint.condemned.push(recorded);
    return { result, goneAhead: [] };
  }
  const dependents = replacedWith(recorded, world);
  for (const dependent of dependents) refuseProtected(dependent, "replaced", ` as part of replacing ${recorded.name}`);
  const going = inDeletionOrder([recorded, ...dependents]);
  const urns = new Set(going.map(({ urn }) => urn));
  for (const resource of going) {
    deleteRecorded(resource, urns, world);
    world.checkpoint.resources.delete(resource.urn);
  }
  return { result: await make(), goneAhead: dependents };
}

/**
 * What is replaced because a resource goes: whatever has an input made of it, where that input cannot change, and so on
 * (`calculateDependentReplacements` of the step generator). What only waits for it stays.
 */
function replacedWith(root: RecordedResource, { checkpoint }: World): RecordedResource[] {
  const replaced = new Map([[root.urn, root]]);
  for (const resource of checkpoint.resources.values()) {
    if (replaced.has(resource.urn)) continue;
    const { type, provider, inputs } = resource;
    const unknown = inputsMadeOf(resource, replaced).map((name) => [name, unknownInput] as const);
    const isReplaced =
      (provider !== undefined && replaced.has(provider)) ||
      (unknown.length > 0 &&
        providerOf(type).diff(resource, { ...inputs, ...Object.fromEntries(unknown) }).replaces.length > 0);
    if (isReplaced) replaced.set(resource.urn, resource);
  }
  replaced.delete(root.urn);
  return [...replaced.values()];
}

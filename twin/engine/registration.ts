import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { PlanOptions } from "@breakwater/plan-views";
import { aliasesOf } from "./aliases";

/** What a resource belongs to and what must exist first, as URNs. */
export interface Place {
  parent?: string;
  /** The explicit provider. */
  provider?: string;
  /** Sorted. */
  dependencies: string[];
}

/** Where a registered resource stands. */
export function placeOf(request: RegisterResourceRequest): Place {
  const provider = withoutId(request.getProvider());
  return {
    ...(request.getParent() && { parent: request.getParent() }),
    ...(provider && { provider }),
    dependencies: [...request.getDependenciesList()].sort(),
  };
}

/** URNs whose outputs each input was made of, by the name of the input. */
export function propertyDependenciesOf(request: RegisterResourceRequest): Record<string, string[]> {
  return Object.fromEntries(
    [...request.getPropertydependenciesMap().entries()].map(([name, urns]) => [name, [...urns.getUrnsList()].sort()]),
  );
}

/** The options that it was registered with; absent where they are not set. */
export function optionsOf(request: RegisterResourceRequest, project: string, stack: string): PlanOptions {
  const ignoreChanges = request.getIgnorechangesList();
  const aliases = aliasesOf(request, project, stack);
  return {
    ...(request.getProtect() && { protect: true }),
    ...(ignoreChanges.length > 0 && { ignoreChanges }),
    ...(request.getDeletebeforereplacedefined() && { deleteBeforeReplace: request.getDeletebeforereplace() }),
    ...(request.getRetainondelete() && { retainOnDelete: true }),
    ...(request.getDeletedwith() && { deletedWith: request.getDeletedwith() }),
    ...(aliases.length > 0 && { aliases }),
  };
}

/** A reference to a provider is its URN, `::` and its id. */
function withoutId(reference: string): string {
  return reference.slice(0, Math.max(0, reference.lastIndexOf("::")));
}

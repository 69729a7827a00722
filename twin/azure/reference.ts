import type { JsonObject } from "@breakwater/plan-views";
import { AzureError } from "./error";
import { textAt } from "./resource-type";
import type { AzureResource, AzureState } from "./state";
import { findResource } from "./state";

/**
 * The resource of another type that a property names by its id, as Azure looks it up before it takes a request.
 *
 * @param path property with the id, for example `subnet.id`
 * @param armType what the id must be of, for example `Microsoft.Network/natGateways`
 * @returns `undefined` without a state
 * @throws AzureError for an id of another form or type, and for a resource that is not there
 */
export function referencedResource(
  inputs: JsonObject,
  path: string,
  armType: string,
  state: AzureState | undefined,
): AzureResource | undefined {
  const id = textAt(inputs, path);
  if (armTypeOf(id)?.toLowerCase() !== armType.toLowerCase()) {
    throw new AzureError(
      "LinkedInvalidPropertyId",
      `Property id '${id}' is invalid. The id of a ${armType} is expected.`,
      path,
    );
  }
  const found = state && findResource(state, id);
  if (state && !found) {
    throw new AzureError("InvalidResourceReference", `Resource ${id} was not found; '${path}' refers to it.`, path);
  }
  return found;
}

/** `Microsoft.Network/virtualNetworks/subnets` of a subnet's id; `undefined` for what is no id of a resource. */
export function armTypeOf(id: string): string | undefined {
  const rest =
    /^\/subscriptions\/[^/]+(?:\/resourceGroups\/[^/]+)?(?:\/.*)?\/providers\/([^/]+(?:\/[^/]+\/[^/]+)+)$/i.exec(
      id,
    )?.[1];
  if (rest === undefined) return undefined;
  const [provider, ...steps] = rest.split("/");
  return [provider, ...steps.filter((_, index) => index % 2 === 0)].join("/");
}

import type { JsonObject } from "@breakwater/plan-views";
import { hexOf } from "./identifiers";
import type { AzureType } from "./resource-type";
import { typeOf } from "./resource-types";

/** Where a resource of a program stands in Azure. */
export interface Place {
  type: AzureType;
  name: string;
  /** ARM id of what it stands in. */
  parentId: string;
  /** ARM id. */
  id: string;
}

/**
 * Where a resource of a program stands.
 *
 * @throws AzureError where a property is missing that is part of its id
 * @throws Error for a type that the simulation does not know
 */
export function placeOf(token: string, madeBy: string, inputs: JsonObject): Place {
  const type = typeOf(token);
  const given = type.fixedName ?? inputs[type.nameInput];
  const name = typeof given === "string" ? given : automaticName(type, madeBy);
  const parentId = type.parentId(inputs);
  return { type, name, parentId, id: `${parentId}/${type.segment}/${name}` };
}

/** azure-native's own naming: the resource's name and eight hexadecimal digits; a GUID where ARM wants one. */
function automaticName({ nameRule }: AzureType, madeBy: string): string {
  const suffixed = `${madeBy}${hexOf(madeBy, 8)}`;
  const guid = `${hexOf(madeBy, 8)}-0000-4000-8000-${hexOf(`${madeBy}/name`, 12)}`;
  return nameRule.pattern.test(guid) && !nameRule.pattern.test(suffixed) ? guid : suffixed;
}

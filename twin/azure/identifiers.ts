import { createHash } from "node:crypto";

/** The one subscription of the simulation. */
export const subscriptionId = "00000000-0000-0000-0000-000000000000";
export const subscription = `/subscriptions/${subscriptionId}`;
/** Its Entra ID tenant. */
export const tenantId = "11111111-1111-1111-1111-111111111111";
/** Who deploys: client and object id of the signed-in principal. */
export const deployerClientId = "22222222-2222-2222-2222-222222222222";
export const deployerObjectId = "33333333-3333-3333-3333-333333333333";

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isGuid(value: unknown): boolean {
  return typeof value === "string" && guid.test(value);
}

/** Lower-case hexadecimal digits that follow from a text. */
export function hexOf(text: string, length: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}

/** A GUID that follows from a text. Ids do not tell case apart, so their GUIDs do not either. */
export function guidOf(text: string): string {
  const hex = hexOf(text.toLowerCase(), 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** ARM id of a resource group. */
export function resourceGroupId(name: string): string {
  return `${subscription}/resourceGroups/${name}`;
}

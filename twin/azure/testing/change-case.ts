import type { JsonObject } from "@breakwater/plan-views";

/** A change, and what becomes of it by its inputs alone. */
export type ChangeCase = [type: string, before: JsonObject, after: JsonObject, outcome: string];

/** To another region. */
export const moved: [JsonObject, JsonObject] = [{ location: "koreacentral" }, { location: "westeurope" }];
/** What becomes of that where azure-native sends it, and Azure refuses it. */
export const otherRegion = "refused InvalidResourceLocation: location";

import type { AzureState } from "../../twin/azure";
import { isObject, type Json, type JsonObject } from "@breakwater/plan-views";

/** The objects of a list; none where there is no list. */
export const asObjects = (value: Json | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter((item) => isObject(item)) : [];

/** ARM id of the first resource of a type; empty where there is none. */
export const readId = (azure: AzureState, type: string): string =>
  [...azure.resources.values()].find(({ token }) => token.endsWith(`:${type}`))?.id ?? "";

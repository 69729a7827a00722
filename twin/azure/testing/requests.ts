import type { JsonObject } from "@breakwater/plan-views";
import { AzureError, createResource, deleteResource, newResource } from "..";
import type { AzureState } from "..";
import { sample } from "./samples";

/** Asks for a sample of a type with some of its inputs changed. */
export const make = (type: string, changes: JsonObject = {}, state?: AzureState, madeBy = type) => {
  const { token, inputs } = sample(type, changes);
  return newResource(token, madeBy, inputs, state);
};

/** The error with which Azure refuses; a request that it takes fails the test. */
export const refusal = (attempt: () => unknown): AzureError => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof AzureError) return error;
    throw error;
  }
  throw new Error("Azure did not refuse");
};

/** ARM id of the resource that a state has from the sample of a type. */
export const idOf = (azure: AzureState, type: string): string =>
  [...azure.resources.values()].find(({ madeBy }) => madeBy === type)!.id;

/** Deletes the sample of a type. */
export const remove = (azure: AzureState, type: string): void =>
  deleteResource(sample(type).token, idOf(azure, type), azure);

/** Creates the sample of a type as azure-native does, with some of its inputs changed. */
export const create = (azure: AzureState, type: string, changes: JsonObject = {}, madeBy = type) =>
  createResource(sample(type).token, madeBy, sample(type, changes).inputs, azure);

/** Locks a scope. */
export const lock = (azure: AzureState, scope: string, level = "CanNotDelete"): void =>
  void make("ManagementLockByScope", { scope, level }, azure);

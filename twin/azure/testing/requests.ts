import type { JsonObject } from "@breakwater/plan-views";
import { AzureError, newResource } from "..";
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

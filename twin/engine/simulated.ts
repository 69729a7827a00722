import { admitObject, call, createAzureState, newResource } from "../azure";
import type { AzureState } from "../azure";
import { kubernetes } from "./packages/kubernetes";
import { random } from "./packages/random";
import type { Backend } from "./types";

/** What the simulation is told. */
export interface SimulationOptions {
  /** What time it is. Default: nothing is judged by the clock. */
  now?: Date;
}

/**
 * Everything that the twin simulates, by package: Azure with one state for the whole run, Kubernetes without a cluster, and
 * random values that are the same in every run. A control plane takes the place of `kubernetes`:
 * `composeBackend({ ...simulatedPackages(), kubernetes: live })`.
 */
export function simulatedPackages({ now }: SimulationOptions = {}): Record<string, Backend> {
  const state = createAzureState([], { now });
  const azure: Backend = {
    create: async ({ type, name, inputs }) => {
      const { id, state: outputs } = newResource(type, name, inputs, state);
      return { id, outputs };
    },
    invoke: async (token, args) => call(token, args, state),
  };
  return { "azure-native": azure, kubernetes: admittedBy(state), random };
}

/** Kubernetes without a cluster, behind the Azure Policy add-on of the clusters of an Azure: what that refuses is refused. */
export const admittedBy = (azure: AzureState): Backend => ({
  ...kubernetes,
  create: async (request) => {
    const result = await kubernetes.create(request);
    admitObject({ ...request.inputs, metadata: result.outputs.metadata ?? {} }, azure);
    return result;
  },
});

import { make } from "./testing/requests";
import { answerTo, stateWith } from "./testing/samples";

/** What Azure says to a cluster of one version that is asked for another. */
function upgraded(from: string | undefined, to: string | undefined): unknown[] {
  const state = stateWith("ResourceGroup");
  make("ManagedCluster", from === undefined ? {} : { kubernetesVersion: from }, state, "ManagedCluster");
  return answerTo("ManagedCluster", to === undefined ? {} : { kubernetesVersion: to }, state, "ManagedCluster");
}

test.each<[from: string | undefined, to: string | undefined, code: string]>([
  ["1.35", "1.35", "taken"],
  ["1.35", "1.36", "taken"],
  ["1.35.2", "1.35.4", "taken"],
  ["1.35.2", "1.35", "taken"],
  ["1.35.4", "1.36.0", "taken"],
  [undefined, "1.36", "taken"],
  ["1.36", undefined, "taken"],
  ["1.36", "1.35", "OperationNotAllowed"],
  ["1.35.4", "1.35.2", "OperationNotAllowed"],
  ["1.34", "1.36", "OperationNotAllowed"],
])("a cluster of version %s asked for %s: %s", (from, to, code) => {
  expect(upgraded(from, to)[0]).toBe(code);
});

test.each([
  ["1.36", "taken"],
  ["1.33", "taken"],
  ["1.37", "NodePoolMcVersionIncompatible"],
  ["1.32", "NodePoolMcVersionIncompatible"],
])("a pool of version %s in a cluster of 1.36: %s", (orchestratorVersion, code) => {
  const state = stateWith("ResourceGroup");
  make("ManagedCluster", { kubernetesVersion: "1.36" }, state, "ManagedCluster");
  expect(answerTo("AgentPool", { orchestratorVersion }, state)[0]).toBe(code);
});

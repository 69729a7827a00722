import { type DeclaredResource, isCluster, type Pool, poolsIn, poolsOf } from "@breakwater/plan-views";
import type { ResourceState, StackState } from "./stack-state";

/** The pools that a resource has, or is about to have. */
export const poolsOfResource = (resource: ResourceState): Pool[] => poolsIn(asDeclared(resource));

const asDeclared = ({ type, name, inputs, pending }: ResourceState): DeclaredResource => ({
  type,
  name,
  props: inputs ?? pending ?? {},
});

/** The node pools that the twin has, system pools first. */
export function poolsOfState(state: StackState): Pool[] {
  const rank = ({ mode, name }: Pool) => `${mode === "System" ? 0 : 1}${name}`;
  return poolsOf(state.latestFirst().map(asDeclared)).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

/** Azure region of the stack's cluster; `local` where there is none. */
export function regionOfState(state: StackState): string {
  const location = clusterOf(state)?.["location"];
  return typeof location === "string" ? location : "local";
}

/** `autoScalerProfile` of the stack's cluster, as the program has it; `undefined` where it says nothing. */
export function autoscalerProfileOfState(state: StackState): unknown {
  return clusterOf(state)?.["autoScalerProfile"];
}

function clusterOf(state: StackState): ResourceState["inputs"] {
  const cluster = state.latestFirst().find(isCluster);
  return cluster?.inputs ?? cluster?.pending;
}

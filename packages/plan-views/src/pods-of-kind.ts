/*
 * Where the kinds that are known have their pods, and what becomes of these. A path leads to a pod template, or to a pod's `spec` itself
 * where `bare` says so; `[]` stands for every item of a list, `*` for every property of an object.
 */

import type { ResourceRequirements } from "@breakwater/kubernetes-rules";

/** How long a pod is meant to run: a server; until its work is done; once on every node; or nobody here knows. */
export type Runs = "always" | "to completion" | "on every node" | "unknown";

/** What of an object is no pod's `spec` and makes one all the same: names of its fields that are containers, and what becomes of them. */
export interface Assembly {
  /** Fields that hold one container, with the name that it gets where it has none. */
  single?: Readonly<Record<string, string>>;
  /** Fields that hold lists of containers beside `containers`, some in an object: `containerSet.containers`. */
  lists?: readonly string[];
  /** What the first container gets of resources that it does not name. */
  filled?: ResourceRequirements;
}

/** Pods that a kind makes. */
export interface PodsOfKind {
  path: string;
  runs: Runs;
  /** The path leads to what is a pod's `spec`, without a `metadata` beside it. */
  bare?: boolean;
  /** The object at the path is not a `spec` but makes one. It is none where it has no container. */
  assembled?: Assembly;
  /** Only where the object at the path has this field, or, with `!` before it, has it not. */
  where?: string;
  /** Something that the program does not say completes it, so that nothing may be called missing. */
  isPatch?: boolean;
  /** Path of the count of replicas. Default: `replicas` beside the template */
  replicas?: string;
}

export const always = (...paths: string[]): PodsOfKind[] => paths.map((path) => ({ path, runs: "always" }));
export const toCompletion = (...paths: string[]): PodsOfKind[] =>
  paths.map((path) => ({ path, runs: "to completion" }));
export const onEveryNode = (path: string): PodsOfKind[] => [{ path, runs: "on every node" }];
export const bare = (pods: PodsOfKind[]): PodsOfKind[] => pods.map((of) => ({ ...of, bare: true }));
export const completed = (pods: PodsOfKind[]): PodsOfKind[] => pods.map((of) => ({ ...of, isPatch: true }));

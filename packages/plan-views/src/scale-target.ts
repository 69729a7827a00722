import type { Reader } from "./read";

/** What an autoscaler names as its target, in its own namespace. */
export interface ScaleTarget {
  kind: string;
  name: string;
  /** As the program wrote it, or KEDA's default; `undefined` where an HPA or a VPA has none. */
  apiVersion: string | undefined;
}

/** Group of an API version: `apps` of `apps/v1`; empty of `v1`, and of what is no version, such as `a/b/v1`. */
export const groupOf = (apiVersion: string): string => /^([^/]+)\/[^/]*$/.exec(apiVersion)?.[1] ?? "";

/**
 * Reads a reference to a target. What is empty counts as absent, as in Kubernetes and KEDA.
 *
 * @param defaults what stands in for a kind and an API version that are absent
 * @throws PlanValueError where it names nothing
 */
export function readScaleTarget(reference: Reader, defaults: { kind?: string; apiVersion?: string } = {}): ScaleTarget {
  const text = (name: string): string | undefined => reference.text(name) || undefined;
  return {
    kind: reference.required("kind", text("kind") ?? defaults.kind, "a kind, such as Deployment"),
    name: reference.required("name", text("name"), "the name of what it scales"),
    apiVersion: text("apiVersion") ?? defaults.apiVersion,
  };
}

/** Whether a target is an object of this kind and name, both in one namespace. A `DeploymentPatch` is about a Deployment. */
export const isTarget = (
  { target, namespace }: { target: ScaleTarget; namespace: string },
  object: { kind: string; name: string; namespace: string },
): boolean =>
  object.namespace === namespace && object.kind.replace(/Patch$/, "") === target.kind && object.name === target.name;

import { ifKnown, type Container, type PodSpec } from "@breakwater/plan-views";

/** The fields of a container that decide about its pod's place. */
const ofContainer = ["name", "resources", "restartPolicy", "ports"] as const;

/** The fields of a pod's spec that do, beside its containers. */
const ofPod = [
  "activeDeadlineSeconds",
  "affinity",
  "hostNetwork",
  "nodeSelector",
  "overhead",
  "preemptionPolicy",
  "priorityClassName",
  "resources",
  "runtimeClassName",
  "tolerations",
  "topologySpreadConstraints",
] as const;

/** A pod's spec as far as it decides about its place. */
export type PlacedSpec = PodSpec & { runtimeClassName?: string; activeDeadlineSeconds?: number };

/**
 * What of a pod's spec decides about its place, read at once; the rest, such as an image, may not be known yet.
 *
 * @throws where one of these fields is not known, or wrong
 */
export function placedSpecOf(spec: PodSpec): PlacedSpec {
  const containersOf = (list: readonly Container[] | undefined): Container[] =>
    (list ?? []).map((container) => picked(container, ofContainer) as Container);
  // They only say what keeps a node from being removed.
  const volumes = ifKnown(() => (spec.volumes ?? []).map((volume) => ({ ...volume })));
  return {
    ...(picked(spec, ofPod) as PlacedSpec),
    containers: containersOf(spec.containers),
    initContainers: containersOf(spec.initContainers),
    ...(volumes && { volumes }),
  };
}

/** Of an object those of these fields that it has. */
function picked(object: object, names: readonly string[]): object {
  const fields = object as Readonly<Record<string, unknown>>;
  const present = names.filter((name) => name in fields && fields[name] !== undefined && fields[name] !== null);
  return Object.fromEntries(present.map((name) => [name, copyOf(fields[name])]));
}

/** A copy, in which nothing is left to be read later: what is not known is met here. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copyOf(each)]));
}

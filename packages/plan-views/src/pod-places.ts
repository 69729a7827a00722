import { assembledFrom, isMadeBy } from "./pod-assembly";
import { type KnownPods, knownPodsOf } from "./pod-kinds";
import type { PodsOfKind, Runs } from "./pods-of-kind";
import { type FoundPods, joined, parentOf, podsByShape } from "./pod-shapes";
import { Reader } from "./read";
import type { Resource } from "./resource";
import { isUnreadable } from "./unknown";

/** One place in an object from which pods are made. What stands there is read when it is asked for. */
export interface PodPlace {
  /** Path of the pod's `spec`, for example `spec.template.spec`. */
  path: string;
  runs: Runs;
  isPatch: boolean;
  /** Labels and annotations of the pods. */
  metadata(): Reader;
  spec(): Reader;
  /** Of the count of replicas. */
  replicas(): number | undefined;
}

/** All places in an object from which pods are made, in their order. It never throws: what is unknown or wrong throws when it is read. */
export function podPlacesOf(resource: Pick<Resource, "type" | "props">, subject: string): PodPlace[] {
  const known = knownPodsOf(resource.type);
  if (known === undefined) return [];
  const root = new Reader(subject, resource.props);
  if (known.pods === undefined) return podsByShape(root).map((found) => placeOf(root, found));
  return known.pods.flatMap((pods) => placesOfKind(root, pods, known));
}

function placesOfKind(root: Reader, pods: PodsOfKind, { isPatch, isBuiltIn }: KnownPods): PodPlace[] {
  return readersAt(root, pods.path, isBuiltIn)
    .filter(({ read }) => !pods.bare || isMadeBy(read, pods))
    .map(({ path, read }) => ({
      path: pods.bare ? path : joined(path, "spec"),
      runs: pods.runs,
      isPatch: isPatch || pods.isPatch === true,
      metadata: () => (pods.bare ? new Reader(root.subject, {}) : read().object("metadata")),
      spec: () => {
        if (!pods.bare) return read().object("spec");
        return pods.assembled === undefined ? read() : assembledFrom(read(), path, pods.assembled);
      },
      replicas: () => countAt(root, pods.replicas ?? joined(parentOf(path), "replicas")),
    }));
}

/** Whether an operator completes what was found by its shape is not known, so that nothing may be called missing in it. */
const placeOf = (root: Reader, { path, spec, metadata }: FoundPods): PodPlace => ({
  path,
  runs: "unknown",
  isPatch: true,
  metadata: () => metadata ?? new Reader(root.subject, {}),
  spec: () => spec,
  replicas: () => undefined,
});

/** A place, and how it is read. */
interface At {
  path: string;
  read(): Reader;
}

/**
 * The objects at a path. Where a part of it cannot be read there is one place, whose reading says why; where nothing stands there is none,
 * or, of a kind that cannot be without, one that is empty.
 */
function readersAt(root: Reader, path: string, isNeeded: boolean): At[] {
  let places: At[] = [{ path: "", read: () => root }];
  for (const step of path.split(".").filter(Boolean)) {
    places = places.flatMap((place) => {
      try {
        return stepsFrom(place, step, isNeeded);
      } catch (error) {
        if (!isUnreadable(error)) throw error;
        const unreadable = () => {
          throw error;
        };
        return [{ path: joined(place.path, step), read: unreadable }];
      }
    });
  }
  return places;
}

function stepsFrom({ path, read }: At, step: string, isNeeded: boolean): At[] {
  const here = read();
  if (step === "*") {
    return Object.keys(here.properties).flatMap((name) => {
      const object = here.record(name);
      return object === undefined ? [] : [{ path: joined(path, name), read: () => here.object(name) }];
    });
  }
  const list = /^(.*)\[\]$/.exec(step)?.[1];
  if (list !== undefined) {
    return here.objects(list).map((item, index) => ({
      path: `${joined(path, list)}[${index}]`,
      read: () => item,
    }));
  }
  if (!isNeeded && here.record(step) === undefined) return [];
  // Read once: what it is not is said by whoever reads it.
  return [{ path: joined(path, step), read: () => here.object(step) }];
}

/** A count at a path of objects. */
function countAt(root: Reader, path: string): number | undefined {
  const steps = path.split(".");
  const name = steps.pop()!;
  return steps
    .reduce((read, step) => {
      const [, list, index] = /^(.*)\[(\d+)\]$/.exec(step) ?? [];
      return list === undefined ? read.object(step) : read.objects(list)[Number(index)]!;
    }, root)
    .number(name);
}

import type { Reader } from "./read";

/** How a ScaledObject is paused by an annotation of it. */
export interface Pause {
  /** The annotation, for example `autoscaling.keda.sh/paused`. */
  annotation: string;
  value: string;
  /** What it stops: all scaling, or growing or shrinking alone. */
  stops: "all" | "growing" | "shrinking";
  /** Count at which KEDA holds the workload; `undefined` where it stays at what it has. */
  replicas: number | undefined;
}

const prefix = "autoscaling.keda.sh/";
/** What Go's `strconv.ParseBool` takes for false. */
const no = new Set(["0", "f", "F", "FALSE", "false", "False"]);

/**
 * What pauses a ScaledObject (`NeedToBePausedByAnnotation` and its like in KEDA 2.21, apis/keda/v1alpha1/scaledobject_types.go): a value that
 * is no boolean counts as true, and a count pauses whatever the other annotations say. `undefined` where nothing does.
 */
export function readPause(annotations: Reader): Pause | undefined {
  const has = (name: string, stops: Pause["stops"], holds = (value: string) => !no.has(value)): Pause | undefined => {
    const value = annotations.text(prefix + name);
    if (value === undefined || !holds(value)) return undefined;
    const replicas = name === "paused-replicas" && /^[+-]?\d+$/.test(value) ? Number(value) : undefined;
    return { annotation: prefix + name, value, stops, replicas };
  };
  return (
    has("paused-replicas", "all", () => true) ??
    has("paused", "all") ??
    has("paused-scale-out", "growing") ??
    has("paused-scale-in", "shrinking")
  );
}

/** What is put on from a second on. */
export type Level = readonly [second: number, value: number];

/** The load of one series over the run. */
export interface Script {
  /** A list of the stack's Redis, or a metric that Prometheus scrapes. */
  kind: "list" | "metric";
  name: string;
  levels: readonly Level[];
}

/** Seconds between two changes of what is put on. */
export const tick = 5;

/**
 * Ten minutes: each workload of the dev stack rises in steps that meet its policies (doubling, at most so many pods, the
 * maximum), and the first one falls early enough for steps down, which wait for 300 s.
 */
export const scripts: readonly Script[] = [
  {
    kind: "list",
    name: "ai-requests",
    levels: [
      [0, 20],
      [15, 180],
      [60, 420],
      [105, 620],
      [150, 270],
      [210, 130],
      [270, 30],
    ],
  },
  {
    kind: "metric",
    name: "ai_request_queue_depth",
    levels: [
      [0, 40],
      [45, 210],
      [135, 390],
      [240, 700],
      [330, 100],
    ],
  },
  {
    kind: "metric",
    name: "ai_vllm_requests_asked",
    // Nothing for longer than KEDA's cooldown of 300 s, so that it takes the last replica and then wakes the first one.
    levels: [
      [0, 0],
      [345, 24],
      [435, 44],
    ],
  },
];

/** How often a value differs from its level by a little: the controller writes a status only when something in it has changed. */
const wobble = [0, 1, 2, 3, 4, 5, 6];

/** Time before the load, in which the autoscalers come to rest: the slowest policy looks 60 s back. */
export const settling = 80;

/** What is put on before the load: enough for one replica of each. */
const before = 5;

/**
 * The value of a script at a second of the run, before which is time to settle. But for 0 it is never the same at two syncs in a row, which
 * are 15 s apart.
 */
export function valueAt({ levels }: Pick<Script, "levels">, second: number): number {
  const [, value = before] = levels.findLast(([from]) => from <= second) ?? [];
  return value === 0 ? 0 : value + wobble[Math.floor((second + settling) / tick) % wobble.length]!;
}

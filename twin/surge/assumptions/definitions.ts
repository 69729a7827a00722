/** What an assumption is measured in, and which values are believed. */
export interface Definition {
  unit:
    | "s"
    | "cores"
    | "bytes"
    | "tokens"
    | "a minute"
    | "share"
    | "deviation over mean"
    | "variance over mean"
    | "times"
    | "questions";
  least: number;
  most: number;
  /** Only whole numbers. */
  whole?: boolean;
}

const hour = 3600;
const day = 24 * hour;
const share: Definition = { unit: "share", least: 0, most: 1 };
const variation: Definition = { unit: "deviation over mean", least: 0, most: 10 };
const tokens: Definition = { unit: "tokens", least: 1, most: 1_000_000, whole: true };
const bytes: Definition = { unit: "bytes", least: 0, most: 2 ** 44, whole: true };
const seconds = (least: number, most: number): Definition => ({ unit: "s", least, most });

/** Every assumption that is a number, by its path in the file. Beyond these bounds lies another unit, not another opinion. */
export const definitions = {
  "questions.promptTokens": tokens,
  "questions.promptVariation": variation,
  "questions.promptMaximum": tokens,
  "questions.outputTokens": tokens,
  "questions.outputVariation": variation,
  "questions.outputMaximum": tokens,
  "questions.burstiness": { unit: "variance over mean", least: 1, most: 1000 },
  "questions.simpleShare": share,
  "questions.complexShare": share,

  "clients.patienceSeconds": seconds(0.1, day),
  "clients.retryShare": share,
  "clients.attempts": { unit: "times", least: 1, most: 100, whole: true },
  "clients.backoffSeconds": seconds(0, hour),

  "gateway.firstTokenSeconds": seconds(0.001, 600),
  "gateway.firstTokenVariation": variation,
  "gateway.tokenSeconds": seconds(0, 10),
  "gateway.tokenVariation": variation,
  "gateway.requestsPerMinute": { unit: "a minute", least: 1, most: 1e9 },
  "gateway.tokensPerMinute": { unit: "a minute", least: 1, most: 1e13 },
  "gateway.errorShare": share,

  "app.cpuSecondsPerQuestion": seconds(0, 60),
  "app.memoryBytes": bytes,
  "app.startSeconds": seconds(0, hour),

  "vllm.workspaceBytes": bytes,
  "vllm.hostSecondsPerStep": seconds(0, 1),
  "vllm.stepTokens": tokens,
  "vllm.maxRunning": { unit: "questions", least: 1, most: 100_000, whole: true },

  "pods.imagePullSeconds": seconds(0, hour),
  "pods.gpuImagePullSeconds": seconds(0, 2 * hour),
  "pods.otherStartSeconds": seconds(0, hour),
  "pods.schedulingSeconds": seconds(0.01, 60),

  "nodes.cpuBootSeconds": seconds(1, 2 * hour),
  "nodes.gpuBootSeconds": seconds(1, 2 * hour),
  "nodes.bootVariation": { ...variation, most: 2 },
  "nodes.daemonCpuCores": { unit: "cores", least: 0, most: 64 },
  "nodes.daemonMemoryBytes": bytes,
  "nodes.platformCpuCores": { unit: "cores", least: 0, most: 1000 },
  "nodes.platformMemoryBytes": bytes,

  "metrics.scrapeSeconds": seconds(1, hour),
  "metrics.resourceSeconds": seconds(1, hour),

  "promises.refusedShare": share,
  "promises.timedOutShare": share,
  "promises.lost": { unit: "questions", least: 0, most: 1e12, whole: true },
  "promises.firstTokenP99Seconds": seconds(0.001, day),
} as const satisfies Record<string, Definition>;

/** Path of an assumption that is a number. */
export type AssumptionPath = keyof typeof definitions;

/** Path of the one that is none: when the traffic begins, an ISO 8601 time with its zone. Cron triggers need the calendar. */
export const startsAt = "clock.startsAt";

/** What is wrong with a value, as the end of "must be …"; `undefined` where nothing is. */
export function allowedInstead(path: AssumptionPath, value: unknown): string | undefined {
  const { unit, least, most, whole = false }: Definition = definitions[path];
  const fits = typeof value === "number" && value >= least && value <= most && (!whole || Number.isInteger(value));
  const kind = whole ? "a whole number" : "a number";
  return fits ? undefined : `${kind} from ${least} to ${most} (${unit})`;
}

/** Whether a text is a time with its zone. */
export const isTime = (value: unknown): value is string =>
  typeof value === "string" &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
  !Number.isNaN(Date.parse(value));

import type { Properties } from "@breakwater/plan-views";
import { hpa, scaledObject } from "../../testing/autoscalers";
import { type Case, judgesAs } from "../../testing/judged";
import { autoscalingFallbackSet } from "./autoscaling-fallback-set";
import { autoscalingTriggersValid } from "./autoscaling-triggers-valid";

const fallback = { failureThreshold: 3, replicas: 6 };

judgesAs(autoscalingFallbackSet, [
  ["a fallback that never shrinks", [scaledObject()], []],
  [
    "nobody is asked",
    [scaledObject({ fallback: undefined, triggers: [{ type: "cron" }, { type: "cpu" }] })],
    ["not applicable"],
  ],
  [
    "only Kubernetes is asked",
    [scaledObject({ fallback: undefined, triggers: [{ type: "kubernetes-workload" }] })],
    ["not applicable"],
  ],
  ["an HPA has none", [hpa()], ["not applicable"]],
  [
    "CPU goes on beside the queue",
    [scaledObject({ fallback: undefined, triggers: [{ type: "redis" }, { type: "cpu" }] })],
    [],
  ],
  ["no fallback", [scaledObject({ fallback: undefined })], ["has no fallback"]],
  ["a fallback that shrinks", [scaledObject({ fallback })], ["falls back to 6 replicas even from more"]],
  ["a fallback to the maximum", [scaledObject({ fallback, maxReplicaCount: 6 })], []],
  [
    "a fallback that keeps what there is",
    [scaledObject({ fallback: { ...fallback, behavior: "currentReplicas" } })],
    [],
  ],
  [
    "a fallback to the lower of two",
    [scaledObject({ fallback: { ...fallback, behavior: "currentReplicasIfLower" } })],
    ["its fallback's behavior is currentReplicasIfLower"],
  ],
  ["a fallback of a formula", [scaledObject({ fallback: { ...fallback, behavior: "scalingModifiers" } })], []],
]);

const onCpu = { type: "cpu", metricType: "Utilization", metadata: { value: "60" } };
const window = { timezone: "Asia/Seoul", start: "0 22 * * *", end: "0 2 * * *", desiredReplicas: "20" };
const cron = (metadata: Properties = {}) => ({ type: "cron", metadata: { ...window, ...metadata } });
const of = (shows: string, spec: Properties, ...findings: string[]): Case => [shows, [scaledObject(spec)], findings];
const withTrigger = (shows: string, trigger: Properties, ...findings: string[]): Case =>
  of(shows, { triggers: [trigger], fallback: undefined }, ...findings);

judgesAs(autoscalingTriggersValid, [
  ["no ScaledObject", [hpa()], ["not applicable"]],
  of("a queue", {}),
  of("none", { triggers: [] }, "has no trigger: KEDA takes one or more"),
  of("none at all", { triggers: undefined }, "has no trigger"),
  of(
    "two of one name",
    {
      triggers: [
        { type: "redis", name: "queue" },
        { type: "redis", name: "queue" },
      ],
    },
    'has two triggers of the name "queue"',
  ),
  of("two without a name", { triggers: [{ type: "redis" }, { type: "redis" }] }),
  withTrigger("a share of CPU", onCpu),
  withTrigger("an amount of memory", { type: "memory", metricType: "AverageValue", metadata: { value: "500Mi" } }),
  withTrigger("a share, said in the older place", { type: "cpu", metadata: { type: "Utilization", value: "60" } }),
  withTrigger(
    "CPU of no kind",
    { ...onCpu, metricType: undefined },
    "its cpu trigger has no metricType; KEDA takes Utilization",
  ),
  withTrigger("CPU as one value", { ...onCpu, metricType: "Value" }, "its cpu trigger has metricType Value"),
  withTrigger("CPU of no value", { ...onCpu, metadata: {} }, "its cpu trigger has no metadata.value"),
  withTrigger(
    "CPU with a sign",
    { ...onCpu, metadata: { value: "60%" } },
    'metadata.value "60%"; KEDA takes a whole percent',
  ),
  withTrigger("CPU from a cache", { ...onCpu, useCachedMetrics: true }, "its cpu trigger has useCachedMetrics"),
  withTrigger("a queue from a cache", { type: "redis", useCachedMetrics: true }),
  withTrigger(
    "a share of a queue",
    { type: "redis", metricType: "Utilization" },
    "its redis trigger has metricType Utilization; KEDA takes AverageValue or Value",
  ),
  withTrigger("a value of a queue", { type: "redis", metricType: "Value" }),
  withTrigger("a window", cron()),
  withTrigger("a window of weekdays", cron({ start: "0 8 * * mon-fri", end: "0 18 * * 1-5" })),
  withTrigger("a window of no length", cron({ end: "0 22 * * *" }), "starts and ends at the same time"),
  withTrigger("a window in no zone", cron({ timezone: undefined }), "no timezone; KEDA takes a name"),
  withTrigger("a window in a zone that there is not", cron({ timezone: "Asia/Soul" }), 'timezone "Asia/Soul"'),
  withTrigger("a window without an end", cron({ end: undefined }), "its cron trigger has no end"),
  withTrigger(
    "a window from a Sunday of another cron",
    cron({ start: "0 8 * * 7" }),
    'start "0 8 * * 7"; KEDA takes five fields',
  ),
  withTrigger("a window of six fields", cron({ start: "0 0 8 * * *" }), 'start "0 0 8 * * *"'),
  withTrigger(
    "a window of no count",
    cron({ desiredReplicas: undefined }),
    "no desiredReplicas; KEDA takes a whole number",
  ),
  withTrigger("a window of none", cron({ desiredReplicas: "0" }), 'desiredReplicas "0"'),
  withTrigger("a window of many", cron({ desiredReplicas: "many" }), 'desiredReplicas "many"'),
  of("a fallback of CPU", { triggers: [onCpu] }, "it has a fallback and no trigger but cpu and memory"),
  of("a fallback of CPU and a queue", { triggers: [onCpu, { type: "redis" }] }),
  of("a fallback without a threshold", { fallback: { replicas: 6 } }, "its fallback has no failureThreshold"),
  of("a fallback without a count", { fallback: { failureThreshold: 3 } }, "its fallback has no replicas"),
  of("a fallback below none", { fallback: { failureThreshold: 3, replicas: -1 } }, "its fallback has replicas -1"),
  of(
    "a fallback that KEDA does not know",
    { fallback: { ...fallback, behavior: "keep" } },
    "the behavior keep; KEDA takes static",
  ),
  of(
    "a fallback of a formula that there is not",
    { fallback: { ...fallback, behavior: "scalingModifiers" } },
    "there is no scalingModifiers.formula",
  ),
  of("a fallback of a formula", {
    fallback: { ...fallback, behavior: "scalingModifiers" },
    advanced: { scalingModifiers: { formula: "queue ?? 3", target: "1" } },
  }),
]);

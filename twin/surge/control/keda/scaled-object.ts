import { fallbackBehaviors, kedaDefaults, parseSchedule } from "@breakwater/plan-views";
import { z } from "zod";
import { group, integer, parseInput, text } from "../../../files/input";
import { behaviorSchema } from "../hpa/spec";
import { parseFormula } from "./formula";
import { TimeZone } from "./time-zone";
import { cpuAndMemory, valueTriggers } from "./trigger-types";

/*
 * The spec of a keda.sh/v1alpha1 ScaledObject as a user writes it, with what KEDA 2.20 refuses (its CRD and its webhook), as far
 * as the simulator knows the triggers.
 */

const isNumber = (value: string): boolean => value.trim() !== "" && Number.isFinite(Number(value));
const numberText = (holds: (value: number) => boolean, allowed: string) =>
  z.string(allowed).refine((value) => isNumber(value) && holds(Number(value)), allowed);

const works = (attempt: () => unknown): boolean => {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
};

const triggerTypes = [...Object.keys(valueTriggers), "cron", ...cpuAndMemory];
const trigger = group({
  type: z.enum(triggerTypes, `one of ${triggerTypes.join(", ")}: the simulator knows no other trigger`),
  name: text("a name").optional(),
  metricType: z.enum(["AverageValue", "Value", "Utilization"], "one of AverageValue, Value, Utilization").optional(),
  metadata: z.record(z.string(), z.string("a text: KEDA's metadata are texts"), "an object of texts"),
  useCachedMetrics: z.boolean("true or false").optional(),
  authenticationRef: z.looseObject({}, "an object").optional(),
}).superRefine(({ type, metricType, metadata }, context) => {
  const refuse = (path: string[], message: string): void => context.addIssue({ code: "custom", path, message });
  const need = (key: string, holds: (value: string) => boolean, allowed: string): void => {
    if (!holds(metadata[key] ?? "")) refuse(["metadata", key], allowed);
  };
  if (cpuAndMemory.includes(type)) {
    if (metricType === "Utilization") need("value", (value) => /^[1-9]\d*$/.test(value), "a text with a whole percent");
    else if (metricType !== "AverageValue") refuse(["metricType"], "one of Utilization, AverageValue");
    return;
  }
  if (metricType === "Utilization") refuse(["metricType"], "one of AverageValue, Value");
  if (type === "cron") {
    const schedule = "five fields of a cron schedule: minute, hour, day of month, month, day of week";
    need("start", (value) => works(() => parseSchedule(value)), schedule);
    need(
      "end",
      (value) => works(() => parseSchedule(value)) && value !== metadata["start"],
      `${schedule}; not start's`,
    );
    need("timezone", (value) => works(() => new TimeZone(value)), "a time zone's name, such as Asia/Seoul");
    need("desiredReplicas", (value) => /^[1-9]\d*$/.test(value), "a text with an integer, 1 or more");
    return;
  }
  const { target, activation, defaultTarget } = valueTriggers[type]!;
  if (metadata[target] !== undefined || defaultTarget === undefined)
    need(target, (value) => isNumber(value) && Number(value) > 0, "a text with a number above 0");
  if (metadata[activation] !== undefined) need(activation, isNumber, "a text with a number");
});

const fallback = group({
  failureThreshold: integer(0),
  replicas: integer(0),
  behavior: z.enum(fallbackBehaviors, `one of ${fallbackBehaviors.join(", ")}`).optional(),
});

const scalingModifiers = group({
  formula: z
    .string("a formula")
    .refine((formula) => works(() => parseFormula(formula)), "a formula over triggers' names"),
  target: numberText((value) => value > 0, "a text with a number above 0"),
  activationTarget: numberText(() => true, "a text with a number").optional(),
  metricType: z.enum(["AverageValue", "Value"], "one of AverageValue, Value").optional(),
});

const isEmpty = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;

const scaledObjectSchema = group({
  scaleTargetRef: group({
    name: text("a name"),
    kind: z.string("a text").optional(),
    apiVersion: z.string("a text").optional(),
    envSourceContainerName: z.string("a text").optional(),
  }),
  pollingInterval: integer(1).optional(),
  initialCooldownPeriod: integer(0).optional(),
  cooldownPeriod: integer(0).optional(),
  idleReplicaCount: integer(0).optional(),
  minReplicaCount: integer(0).optional(),
  maxReplicaCount: integer(1).optional(),
  advanced: group({
    horizontalPodAutoscalerConfig: group({
      name: text("a name").optional(),
      behavior: behaviorSchema.optional(),
    }).optional(),
    restoreToOriginalReplicaCount: z.boolean("true or false").optional(),
    // KEDA writes an empty one into the objects of a cluster.
    scalingModifiers: z.preprocess((value) => (isEmpty(value) ? undefined : value), scalingModifiers.optional()),
  }).optional(),
  fallback: fallback.optional(),
  triggers: z.array(trigger, "a list of triggers").min(1, "a list with at least one trigger"),
}).superRefine((spec, context) => {
  const refuse = (path: PropertyKey[], message: string): void => context.addIssue({ code: "custom", path, message });
  const {
    minReplicaCount = kedaDefaults.minReplicaCount,
    maxReplicaCount = kedaDefaults.maxReplicaCount,
    idleReplicaCount,
    triggers,
  } = spec;
  if (minReplicaCount > maxReplicaCount) refuse(["minReplicaCount"], `maxReplicaCount (${maxReplicaCount}) or less`);
  if (idleReplicaCount !== undefined && idleReplicaCount >= minReplicaCount)
    refuse(["idleReplicaCount"], `less than minReplicaCount (${minReplicaCount})`);
  const external = triggers.filter(({ type }) => !cpuAndMemory.includes(type));
  if (external.length === 0 && minReplicaCount === 0)
    refuse(["minReplicaCount"], "1 or more: CPU and memory say nothing of a workload that has no pod");
  if (external.length === 0 && spec.fallback) refuse(["fallback"], "absent: CPU and memory have no fallback");
  const formula = spec.advanced?.scalingModifiers?.formula;
  if (formula === undefined) return;
  const names = external.map(({ name }) => name);
  for (const name of parseFormula(formula).names) {
    if (!names.includes(name))
      refuse(["advanced", "scalingModifiers", "formula"], `over triggers' names; none is ${name}`);
  }
});

/** The spec of a ScaledObject. */
export type ScaledObjectSpec = z.infer<typeof scaledObjectSchema>;
/** One trigger of a ScaledObject. */
export type TriggerSpec = z.infer<typeof trigger>;

/**
 * A spec that KEDA would take.
 *
 * @param subject what the spec belongs to, for the message
 * @throws InputError that says everything that is wrong with it
 */
export function readScaledObject(value: unknown, subject: string): ScaledObjectSpec {
  return parseInput(scaledObjectSchema, value, subject);
}

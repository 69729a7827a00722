import { z } from "zod";
import { group, integer, parseInput, text } from "../../../files/input";
import { hpaSpecSchema, type HpaSpec } from "../hpa/spec";
import type { Series } from "./series";

/*
 * A vector: a run of Kubernetes' own HPA controller against a small plant, as a file.
 */

/** The longest run, a week: longer ones would hardly end. */
const maxSeconds = 604_800;
/** The most pods of a plant: as many as Kubernetes supports in a cluster. */
const maxPods = 150_000;

const number = (allowed: string, min = -Infinity) => z.number(allowed).min(min, allowed);
const seconds = number("a number of seconds, 0 or more", 0);
const milli = number("a number of thousandths, 0 or more", 0);
const mebibytes = number("a number of MiB, 0 or more", 0);
const positive = (unit: string) => z.number(`a number of ${unit} above 0`).positive(`a number of ${unit} above 0`);

/** @param least the lowest value that a point may have: nothing uses less than no CPU, but a metric may mean anything */
function seriesFrom(least: number) {
  const point = `a pair [seconds, value] of two numbers${least === 0 ? ", the value 0 or more" : ""}`;
  return z
    .array(z.tuple([number(point), number(point, least)], point), "a list of [seconds, value]")
    .min(1, "a list with at least one [seconds, value]")
    .superRefine((points, context) => {
      const index = points.findIndex(([t], at) => at > 0 && t < points[at - 1]![0]);
      if (index < 0) return;
      context.addIssue({
        code: "custom",
        path: [index],
        message: `at ${points[index - 1]![0]} s or later: points are in order of time`,
      });
    });
}
const seriesByMetric = z.record(z.string(), seriesFrom(-Infinity), "an object of series by metric name");

const outage = group({
  type: z.enum(["Resource", "External", "Pods"], "one of Resource, External, Pods"),
  name: text("a metric's name"),
  from: seconds,
  to: seconds,
}).refine(({ from, to }) => from < to, { path: ["to"], message: "later than from" });

const pod = group({
  requestMilli: positive("thousandths of a core"),
  limitMilli: positive("thousandths of a core"),
  startupSeconds: seconds,
  startingMilli: milli,
  metricsDelaySeconds: seconds,
  memory: group({
    requestMi: positive("MiB"),
    limitMi: positive("MiB"),
    baseMi: mebibytes,
    perLoadMi: mebibytes,
  }).optional(),
});

const load = group({
  cpu: seriesFrom(0).optional(),
  memory: seriesFrom(0).optional(),
  external: seriesByMetric.optional(),
  pods: seriesByMetric.optional(),
});

const expectedSync = group({
  t: seconds,
  currentReplicas: integer(0),
  readyReplicas: integer(0).optional(),
  desiredReplicas: integer(0),
  conditions: z.string("a text").optional(),
});

const vectorSchema = group({
  name: z.string("a text").optional(),
  description: z.string("a text").optional(),
  kubernetes: z.string("a version").optional(),
  syncPeriodSeconds: positive("seconds"),
  durationSeconds: seconds,
  initialReplicas: integer(0),
  hpa: hpaSpecSchema,
  pod,
  load,
  unavailable: z.array(outage, "a list of outages").optional(),
  expected: z.array(expectedSync, "a list of syncs").optional(),
}).superRefine((vector, context) => {
  for (const { path, message } of [...tooMuch(vector), ...missingSeries(vector)])
    context.addIssue({ code: "custom", path, message });
});

/** What every pod of a vector is like. */
export type VectorPod = z.infer<typeof pod>;
/** A vector file. */
export type Vector = z.infer<typeof vectorSchema>;

/** What is wrong with a property. */
interface Problem {
  path: (string | number)[];
  message: string;
}

/** What of a vector is more than a plant of this process can do. */
function tooMuch(vector: {
  syncPeriodSeconds: number;
  durationSeconds: number;
  initialReplicas: number;
  hpa: HpaSpec;
}): Problem[] {
  const problems: Problem[] = [];
  const pods = `${maxPods} or less: the plant holds every pod`;
  if (vector.syncPeriodSeconds < 1) problems.push({ path: ["syncPeriodSeconds"], message: "1 or more" });
  if (vector.durationSeconds > maxSeconds) {
    problems.push({ path: ["durationSeconds"], message: `${maxSeconds} (a week) or less` });
  }
  if (vector.initialReplicas > maxPods) problems.push({ path: ["initialReplicas"], message: pods });
  if (vector.hpa.maxReplicas > maxPods) problems.push({ path: ["hpa", "maxReplicas"], message: pods });
  return problems;
}

/** What a vector lacks of that which its metrics read. */
function missingSeries(vector: { hpa: HpaSpec; pod: VectorPod; load: z.infer<typeof load> }): Problem[] {
  const { hpa, pod: plant, load: series } = vector;
  const missing: Problem[] = [];
  const need = (present: unknown, path: string[], reader: string): void => {
    if (present === undefined) missing.push({ path, message: `there, because ${reader} reads it` });
  };
  // A metric may have the name of something that every object has.
  const named = (all: Readonly<Record<string, Series>> = {}, name: string): Series | undefined =>
    Object.hasOwn(all, name) ? all[name] : undefined;
  hpa.metrics?.forEach((metric, index) => {
    const reader = `hpa.metrics[${index}]`;
    switch (metric.type) {
      case "Resource":
        if (metric.resource.name === "cpu") need(series.cpu, ["load", "cpu"], reader);
        else if (metric.resource.name === "memory") {
          need(plant.memory, ["pod", "memory"], reader);
          need(series.memory ?? series.cpu, ["load", "memory"], reader);
        } else {
          missing.push({ path: ["hpa", "metrics", index, "resource", "name"], message: "one of cpu, memory" });
        }
        break;
      case "Pods":
        need(named(series.pods, metric.pods.metric.name), ["load", "pods", metric.pods.metric.name], reader);
        break;
      case "External":
        need(
          named(series.external, metric.external.metric.name),
          ["load", "external", metric.external.metric.name],
          reader,
        );
        break;
      default:
        missing.push({ path: ["hpa", "metrics", index, "type"], message: "one of Resource, Pods, External" });
    }
  });
  if (!hpa.metrics?.length) need(series.cpu, ["load", "cpu"], "an autoscaler without metrics");
  return missing;
}

/**
 * A vector from the value of its file.
 *
 * @param file for the message
 * @throws InputError that says everything that is wrong with it
 */
export function readVector(value: unknown, file: string): Vector {
  return parseInput(vectorSchema, value, file);
}

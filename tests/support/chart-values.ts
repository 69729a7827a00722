import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject } from "@breakwater/plan-views";
import { isMap, isScalar, isSeq, type Node, parse, parseDocument, type YAMLMap } from "yaml";

/** What a chart's own files say about the values of a release. */
export interface ValueReport {
  /** Paths that the chart does not know, or knows as something of another shape. */
  wrong: string[];
  /** Paths that only a sub-chart, whose values are not at hand, could judge. */
  unchecked: string[];
}

/**
 * Holds the values of a release to the chart's `values.yaml`: each key must stand there, be it commented out, and be of the
 * same shape. A map that is empty there is free-form, `null` takes anything.
 *
 * @param folder the chart's files: `values.yaml` (or `values.tmpl.yaml`, its template) and, where it has any, `Chart.yaml`
 */
export function reportValues(values: Record<string, unknown>, folder: string): ValueReport {
  const file = ["values.yaml", "values.tmpl.yaml"].map((name) => join(folder, name)).find(existsSync)!;
  const report: ValueReport = { wrong: [], unchecked: [] };
  compare(values, parseDocument(readFileSync(file, "utf8")).contents, "", subCharts(folder), report);
  return report;
}

/** Maps of labels, which are anybody's own also where the chart has one of its own in them. */
const labelMap = /(^|\.)nodeSelector$/;

function compare(value: unknown, known: Node | null, path: string, subCharts: string[], report: ValueReport): void {
  if (!isMap(known)) {
    if (!hasShapeOf(value, known)) report.wrong.push(`${path} = ${JSON.stringify(value)}`);
    return;
  }
  if (!isObject(value)) {
    report.wrong.push(`${path} = ${JSON.stringify(value)}`);
    return;
  }
  if (known.items.length === 0 || labelMap.test(path)) return;
  const commented = commentedKeys(known);
  for (const [key, inner] of Object.entries(value)) {
    const innerPath = path === "" ? key : `${path}.${key}`;
    if (known.has(key)) compare(inner, known.get(key, true) as Node, innerPath, subCharts, report);
    else if (subCharts.includes(innerPath.split(".")[0]!)) report.unchecked.push(innerPath);
    else if (!commented.includes(key)) report.wrong.push(innerPath);
  }
}

function hasShapeOf(value: unknown, known: Node | null): boolean {
  if (isSeq(known)) return Array.isArray(value);
  const example = isScalar(known) ? known.value : null;
  return example === null || typeof value === typeof example;
}

/** Keys that stand in a map as comments: charts write optional ones so. */
function commentedKeys(map: YAMLMap): string[] {
  const nodes = map.items.flatMap(({ key, value }) => [key as Node, value as Node | null]);
  const texts = [map, ...nodes].flatMap((node) => [node?.commentBefore, node?.comment]);
  return texts.flatMap((text) => [...(text ?? "").matchAll(/^\s*([\w-]+):/gm)].map(([, key]) => key!));
}

/** Top-level keys whose values are handed on to a chart that this one depends on. */
function subCharts(folder: string): string[] {
  const file = join(folder, "Chart.yaml");
  if (!existsSync(file)) return [];
  const { dependencies = [] } = parse(readFileSync(file, "utf8")) as {
    dependencies?: { name: string; alias?: string }[];
  };
  return dependencies.map(({ name, alias }) => alias ?? name);
}

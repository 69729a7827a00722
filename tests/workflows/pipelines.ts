import * as fs from "node:fs";
import * as path from "node:path";
import { isScalar, parse, parseDocument, visit } from "yaml";
import { root } from "../support/breakwater";

/** One step of a job or of a composite action. */
export interface Step {
  id?: string;
  name?: string;
  uses?: string;
  run?: string;
  if?: string;
  env?: Record<string, unknown>;
  with?: Record<string, unknown>;
}

export interface Job {
  if?: string;
  needs?: string | string[];
  "runs-on"?: string;
  "timeout-minutes"?: number;
  "continue-on-error"?: boolean | string;
  environment?: string;
  permissions?: Record<string, string> | string;
  concurrency?: Concurrency;
  outputs?: Record<string, string>;
  strategy?: { "fail-fast"?: boolean; matrix: Record<string, unknown> };
  env?: Record<string, unknown>;
  secrets?: unknown;
  uses?: string;
  steps?: Step[];
}

export interface Concurrency {
  group: string;
  "cancel-in-progress"?: boolean | string;
}

/** A file of .github/workflows or the action.yml of a composite action, whose only job is called `action`. */
export interface Pipeline {
  /** Path from the repository. */
  file: string;
  kind: "workflow" | "action";
  /** Events that start it; none for an action. */
  on: Record<string, unknown>;
  permissions?: Record<string, string> | string;
  concurrency?: Concurrency;
  jobs: Record<string, Job>;
  /** What each `uses` names, with the comment that follows it. */
  uses: { name: string; comment: string }[];
}

/** Text of each file of .github/workflows and of each action of .github/actions, by its path from the repository. */
export function pipelineTexts(): Record<string, string> {
  const files = fs
    .readdirSync(path.join(root, ".github"), { recursive: true, encoding: "utf8" })
    .map((file) => path.join(".github", file))
    .filter((file) => /^\.github\/(workflows\/[^/]+|actions\/[^/]+\/action)\.ya?ml$/.test(file));
  return Object.fromEntries(files.sort().map((file) => [file, fs.readFileSync(path.join(root, file), "utf8")]));
}

/** The pipelines that the texts declare. */
export function pipelinesOf(texts: Record<string, string>): Pipeline[] {
  return Object.entries(texts).map(([file, text]) => {
    const content = parse(text) as Pipeline & { on: unknown; runs?: { steps: Step[] } };
    const kind = file.startsWith(".github/actions/") ? "action" : "workflow";
    return {
      file,
      kind,
      on: eventsOf(content.on),
      permissions: content.permissions,
      concurrency: content.concurrency,
      jobs: kind === "action" ? { action: { steps: content.runs!.steps } } : content.jobs,
      uses: usesOf(text),
    };
  });
}

/** `on: push`, `on: [push]` and `on: { push: … }` say the same. */
function eventsOf(on: unknown): Record<string, unknown> {
  if (on === undefined) return {};
  if (typeof on === "object" && on !== null && !Array.isArray(on)) return on as Record<string, unknown>;
  return Object.fromEntries([on].flat().map((event) => [String(event), null]));
}

function usesOf(text: string): Pipeline["uses"] {
  const found: Pipeline["uses"] = [];
  visit(parseDocument(text), {
    Pair: (_key, { key, value }) => {
      if (isScalar(key) && key.value === "uses" && isScalar(value))
        found.push({ name: String(value.value), comment: (value.comment ?? "").trim() });
    },
  });
  return found;
}

/** Every job of the pipelines, with the pipeline and the name that it has there. */
export function jobsOf(pipelines: Pipeline[]): { pipeline: Pipeline; name: string; job: Job }[] {
  return pipelines.flatMap((pipeline) => Object.entries(pipeline.jobs).map(([name, job]) => ({ pipeline, name, job })));
}

/** Names of the jobs that a job waits for. */
export function needsOf({ needs = [] }: Job): string[] {
  return [needs].flat();
}

/** Names of all jobs that must have passed before this one starts. */
export function ancestorsOf({ jobs }: Pipeline, name: string): string[] {
  const direct = needsOf(jobs[name]!);
  return [...new Set(direct.flatMap((parent) => [parent, ...ancestorsOf({ jobs } as Pipeline, parent)]))];
}

/** The shell text of a job. */
export function shellOf({ steps = [] }: Job): string {
  return steps.flatMap(({ run = [] }) => run).join("\n");
}

/** The conditions of an `if`, all of which must hold; one with `||` is a single condition. */
export function conditionsOf({ if: condition = "" }: { if?: string }): string[] {
  return condition.split("&&").map((part) => part.trim());
}

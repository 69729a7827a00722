import { defaultAnswerTimes, wholeAnswerMs } from "@breakwater/overload";
import {
  type Container,
  graceSecondsOf,
  longestSilenceOf,
  type Resource,
  waysInOf,
  type Workload,
  workloadsOf,
} from "@breakwater/plan-views";
import type { StackRule } from "../../rule";
import { variablesOf } from "../container-variables";
import { workloadsBehind } from "../identity/exposed-workloads";

/** What a container says of its answers. */
interface AnswerTime {
  workload: Workload;
  container: Container;
  maxTokens: number;
  /** Time that an answer of so many tokens may take, seconds. */
  needed: number;
  /** Time after which it is given up, seconds. */
  longest: number;
  drainSeconds: number | undefined;
}

export const answersHaveTheirTime: StackRule = {
  name: "answers-have-their-time",
  description:
    "The longest answer that the app allows fits every time-out that it meets: its own, the drain's and the edge's.",
  guardsAgainst:
    "A whole answer is silent until its end. Whoever gives up before it has paid for the answer and throws it away, and whoever asks again pays again.",
  severity: "medium",
  tags: ["probes"],
  remediationSteps:
    "Lower MAX_TOKENS, or raise what cuts the answer: ANSWER_TIMEOUT, DRAIN_SECONDS with the grace period, the streamIdleTimeout of the Gateway's ClientTrafficPolicy, or the Ingress's proxy-read-timeout.",
  checkStack: (resources, { violation, notApplicable, each, gather }) => {
    const answers = gather(workloadsOf(resources), (workload) => answerTimesOf(workload, resources));
    if (answers.length === 0)
      notApplicable("no workload says how long its answers may be (MAX_TOKENS with HTTP_TIMEOUT)");
    each(answers, ({ workload, container, maxTokens, needed, longest, drainSeconds }) => {
      const what = `Container "${container.name}" of ${workload.title} allows answers of ${maxTokens} tokens, which may take ${needed} s`;
      if (needed > longest) violation(`${what}, and gives them up after ${longest} s`, workload.resource);
      const drains = Math.min(drainSeconds ?? Infinity, graceSecondsOf(workload) ?? Infinity);
      const answer = Math.min(needed, longest);
      if (drains < answer) violation(`${what}, and ends after ${drains} s when its pod is to go`, workload.resource);
      each(waysInOf(resources), (way) => {
        for (const route of way.exposed()) {
          const silence = longestSilenceOf(route, resources);
          if (silence === undefined || silence >= answer) continue;
          if (!workloadsBehind(route, resources).some((behind) => behind.workload.title === workload.title)) continue;
          violation(`${what}, and ${route.title} ends a request that is silent for ${silence} s`, route.resource);
        }
      });
    });
  },
};

/** The containers of a workload that say it, by the variables of the app of this platform. */
function answerTimesOf(workload: Workload, resources: readonly Resource[]): AnswerTime[] {
  return workload.longRunning.flatMap((container) => {
    const variables = variablesOf(container, workload.namespace, resources);
    const numberOf = (name: string): number | undefined => {
      const value = Number(variables.get(name) ?? Number.NaN);
      return Number.isFinite(value) ? value : undefined;
    };
    const bound = numberOf("MAX_TOKENS");
    const begin = numberOf("HTTP_TIMEOUT");
    if (bound === undefined || begin === undefined) return [];
    const maxTokens = Math.max(bound, ...boundsIn(variables.get("PARAMETERS")));
    const pace = numberOf("SLOWEST_TOKENS_PER_SECOND") ?? defaultAnswerTimes.tokensPerSecond;
    const longest = numberOf("ANSWER_TIMEOUT") ?? defaultAnswerTimes.longestMs / 1_000;
    const times = { beginMs: begin * 1_000, tokensPerSecond: pace, longestMs: Infinity };
    const needed = Math.ceil(wholeAnswerMs(maxTokens, times) / 1_000);
    return [{ workload, container, maxTokens, needed, longest, drainSeconds: numberOf("DRAIN_SECONDS") }];
  });
}

/** Bounds of single models and use cases in `PARAMETERS`, a JSON text; what is none, the app itself refuses. */
function boundsIn(text: unknown): number[] {
  let table: unknown;
  try {
    table = JSON.parse(String(text ?? "{}"));
  } catch {
    return [];
  }
  const { models, useCases } = Object(table) as Record<string, unknown>;
  return [models, useCases]
    .flatMap((byName) => Object.values(Object(byName) as object))
    .map((entry) => (Object(entry) as { maxTokens?: unknown }).maxTokens)
    .filter((tokens) => typeof tokens === "number");
}

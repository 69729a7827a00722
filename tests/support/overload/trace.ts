import { Random } from "../../../twin/surge/events";

/** How a call to a backend goes, when it is made. Times are milliseconds. */
export type ScriptedCall =
  /** The first token, then the last. */
  | { kind: "answered"; firstMs: number; endMs: number }
  /** Turned away, with or without (0) a Retry-After. */
  | { kind: "rejected"; ms: number; retryAfterMs: number }
  | { kind: "failed"; ms: number }
  /** Nobody listens. */
  | { kind: "absent"; ms: number };

/** A question, and how its calls go: the n-th at a backend as the n-th here, then from the beginning again. */
export interface TracedQuestion {
  atMs: number;
  useCase: "simple_qa" | "complex_reasoning" | "general";
  /** Stands for the question: no other has as many. */
  promptTokens: number;
  outputTokens: number;
  gateway: readonly ScriptedCall[];
  vllm: readonly (ScriptedCall & { kind: "answered" })[];
}

/** What happens to a pod. */
export interface Trace {
  seed: number;
  questions: readonly TracedQuestion[];
  /** When nobody listens at vLLM; its calls under way fail as it begins. */
  absences: readonly { fromMs: number; toMs: number }[];
  /** The app's settings. */
  environment: Readonly<Record<string, string>>;
  patienceMs: number;
}

/** Something that was decided, with its time. */
export interface Decision {
  ms: number;
  question: number;
  what: string;
}

/** Decisions in an order that both sides have: what happens at one instant happens in any. */
export function inOrder(decisions: readonly Decision[]): string[] {
  return decisions
    .map(({ ms, question, what }) => ({ at: Number(ms.toFixed(3)), line: `${question} ${what}` }))
    .sort((a, b) => a.at - b.at || (a.line < b.line ? -1 : 1))
    .map(({ at, line }) => `${at} ms: question ${line}`);
}

/** Small bounds, so that a trace of some hundred questions meets all of them. */
export const tightSettings = {
  HOLYSHEEP_API_KEY: "key",
  HOLYSHEEP_API_KEY_FILE: "/nowhere",
  SESSION_STORE: "memory",
  VLLM_BASE_URL: "http://vllm",
  VLLM_MAX_IN_FLIGHT: "6",
  GATEWAY_MAX_IN_FLIGHT: "24",
  QUEUE_LIMIT: "8",
  QUEUE_DEADLINE: "2",
  RETRY_MIN_WAIT: "0.5",
  RETRY_MAX_WAIT: "4",
  HTTP_TIMEOUT: "6",
};

/** A trace by chance, the same for the same seed: calm and rush in turns, a gateway that is now and then at its limit or broken, a vLLM that comes and goes. */
export function traceOf(seed: number): Trace {
  const random = new Random(seed);
  const between = (least: number, most: number): number => least + random.uniform() * (most - least);
  const oneOf = <T>(values: readonly T[]): T => values[random.below(values.length)]!;
  const questions: TracedQuestion[] = [];
  let atMs = 0;
  let gapMs = 200;
  let trouble: "none" | "limit" | "broken" | "slow" = "none";
  const gatewayCall = (): ScriptedCall => {
    const draw = random.uniform();
    if (trouble === "limit" && draw < 0.6) {
      return { kind: "rejected", ms: between(20, 80), retryAfterMs: random.uniform() < 0.4 ? 0 : between(100, 6_000) };
    }
    if (trouble === "broken" && draw < 0.9) return { kind: "failed", ms: between(5, 500) };
    const slow = trouble === "slow" ? 4 : 1;
    const firstMs = between(100, 900) * slow * (draw > 0.98 ? 20 : 1);
    return { kind: "answered", firstMs, endMs: firstMs + between(100, 3_000) * slow };
  };
  for (let index = 0; index < 250; index++) {
    if (random.uniform() < 0.05) gapMs = oneOf([20, 60, 200, 600]);
    if (random.uniform() < 0.06) trouble = oneOf(["none", "none", "limit", "broken", "slow"]);
    atMs += between(0.1, 2) * gapMs;
    const firstMs = between(50, 400);
    questions.push({
      atMs,
      useCase: oneOf(["simple_qa", "simple_qa", "complex_reasoning", "general"]),
      promptTokens: 100 + index,
      outputTokens: Math.round(between(10, 900)),
      gateway: [gatewayCall(), gatewayCall(), gatewayCall()],
      vllm: [
        { kind: "answered", firstMs, endMs: firstMs + between(100, 5_000) },
        { kind: "answered", firstMs: between(6_000, 8_000), endMs: 9_000 },
      ],
    });
  }
  const absences: { fromMs: number; toMs: number }[] = [];
  for (let from = between(0, 8_000); from < atMs; from += between(4_000, 15_000)) {
    const toMs = from + between(500, 8_000);
    absences.push({ fromMs: from, toMs });
    from = toMs;
  }
  return { seed, questions, absences, environment: tightSettings, patienceMs: between(1_500, 9_000) };
}

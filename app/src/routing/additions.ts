import type { ChatRequest } from "../engine";
import type { RouteEntry } from "../settings";
import type { NoAnswer } from "../upstream";
import { writeBody } from "./request-body";

/** Requests that are sent again with less added, at most. Each refusal takes back at least one member, and a strict server names one at a time. */
const mostResends = 6;

const none: ReadonlySet<string> = new Set();
const boundNames: readonly string[] = ["max_tokens", "max_completion_tokens", "max_output_tokens"];

/**
 * That a bound's name is unknown or not supported: OpenAI's `unsupported_parameter`, pydantic's `extra_forbidden` (Mistral, FastAPI), and servers'
 * own words. https://github.com/openai/openai-python/issues/1899, https://github.com/openai/openai-agents-python/issues/442
 */
const nameIsRefused =
  /unsupported|(?:not|n't) (?:support|allow|accept|recogni[sz]|permit|take)|not (?:a )?(?:supported|allowed|accepted|permitted|recogni[sz]ed|available|valid (?:parameter|argument|field|property|option))|forbidden|unrecogni[sz]ed|unexpected|unknown|incompatible|deprecated|cannot be (?:used|set|specified)|additional propert/i;
/**
 * That the bound is more than what the model has left after the prompt, or writes at all: so what it writes without is less than the bound. Words of
 * OpenAI, vLLM, Anthropic, DeepSeek, Gemini and Alibaba, of Groq and pydantic (less than or equal), Volcengine (above maximum value:
 * https://github.com/yiliqi78/TOKENICODE/issues/3), SiliconFlow (between 0 and: https://github.com/neavo/KeywordGacha/issues/111), TGI and Together
 * (must be <=), Bedrock (exceeds the model limit).
 */
const boundIsTooMuch =
  /context[ _](?:length|window|limit)|too (?:large|high|big)|at most \d+|maximum allowed number of output tokens|range (?:of max_tokens|is from)|less[ _]than|above maximum|between \d+ and \d+|must be <=?|exceeds?\b.{0,40}\blimit/i;

/**
 * Refusals that may mean a parameter. OpenRouter says 404 where no provider of a model takes it ("No endpoints found that support the parameters …").
 */
const blamesRequest: ReadonlySet<string> = new Set(["wrongRequest", "modelMissing"]);

/**
 * What the app adds to a request may be refused by a model that it knows nothing of, and the client did not ask for it. So the request is sent
 * again without, at once: a refused request has cost nothing. What an accepted request went without is remembered for the route's entry. What the
 * client wrote itself is never taken back: the refusal is its answer.
 */
export class Additions {
  private readonly refused = new WeakMap<RouteEntry, ReadonlySet<string>>();

  /** Sends the request to the entry with what it may add, until it is accepted or refused for what its client wrote. */
  async send<Answer extends { kind: string }>(
    request: ChatRequest,
    entry: RouteEntry,
    streamed: boolean,
    send: (json: Buffer) => Promise<Answer | NoAnswer>,
  ): Promise<Answer | NoAnswer> {
    const known = this.refused.get(entry) ?? none;
    let without = known;
    const once = new Set<string>();
    for (let resends = 0; ; resends++) {
      const { json, added } = writeBody(request, entry, streamed, without);
      const outcome = await send(json);
      const isAnswer = outcome.kind === "answer" || outcome.kind === "stream";
      if (isAnswer) this.remember(entry, without, known, once);
      if (isAnswer || !blamesRequest.has(outcome.kind) || resends === mostResends) return outcome;
      const words = (outcome as NoAnswer).refusal ?? "";
      const takenBack = added.filter((name) => isRefused(name, words));
      if (takenBack.length === 0) return outcome;
      for (const name of takenBack) if (boundNames.includes(name) && !nameIsRefused.test(words)) once.add(name);
      without = new Set([...without, ...takenBack, ...(once.size > 0 ? boundNames : [])]);
    }
  }

  /** Only what a model took: a client could write a wrong value that its refusal then quotes. */
  private remember(
    entry: RouteEntry,
    without: ReadonlySet<string>,
    known: ReadonlySet<string>,
    once: ReadonlySet<string>,
  ): void {
    if (without === known) return;
    const kept = [...without].filter((name) => once.size === 0 || !boundNames.includes(name) || known.has(name));
    if (kept.length > known.size) this.refused.set(entry, new Set(kept));
  }
}

function isRefused(name: string, words: string): boolean {
  // "Temperature is not supported": some write it as a word.
  if (!boundNames.includes(name)) return words.toLowerCase().includes(name.toLowerCase());
  // A bound is given up only where the answer stays bounded: by another name, or because the model has less to give.
  return (words.includes(name) && nameIsRefused.test(words)) || boundIsTooMuch.test(words);
}

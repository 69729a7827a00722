import type { Question } from "./question";
import { instanceOf } from "./schema";

const words =
  "This is the stand-in gateway of the development set-up , not a model . It writes at the pace of one , so that what you see in the browser is what your users would see : the first word after a moment , then word by word . Ask the real gateway by setting HOLYSHEEP_BASE_URL and a key .".split(
    " ",
  );

/** What is written to one question. */
export interface Written {
  /** Piece by piece, as it is streamed. */
  tokens: readonly string[];
  /** Why it ends, in OpenAI's words. */
  finish: "stop" | "length" | "tool_calls";
  /** Tokens of thought before it. */
  reasoningTokens: number;
}

/** The n-th token of a usual answer. */
function tokenAt(index: number): string {
  const word = words[index % words.length]!;
  return index === 0 || /^[.,:]$/.test(word) ? word : ` ${word}`;
}

/** Whether OpenAI calls the model a reasoning model. */
export const isReasoning = (model: string): boolean => /^(?:o\d|gpt-5)/.test(model);

/** Writes the answer: JSON where a format is asked for, a word about pictures where there are some, else the usual text. */
export function write(question: Question, usualTokens: number): Written {
  const reasoningTokens = isReasoning(question.model) ? 16 : 0;
  if (question.toolCalls.length > 0) return { tokens: [], finish: "tool_calls", reasoningTokens };
  const all = special(question) ?? Array.from({ length: usualTokens }, (_, index) => tokenAt(index));
  const stopped = untilStop(all, question.body.stop);
  const room = Math.max(0, question.bound - reasoningTokens);
  return room < stopped.length
    ? { tokens: stopped.slice(0, room), finish: "length", reasoningTokens }
    : { tokens: stopped, finish: "stop", reasoningTokens };
}

function special({ format, images }: Question): string[] | undefined {
  if (format !== undefined) {
    const value = format === true ? { answer: "stand-in" } : instanceOf(format);
    return JSON.stringify(value).match(/.{1,4}/gs) ?? [];
  }
  return images > 0 ? [`The stand-in sees ${images} picture`, images > 1 ? "s" : "", "."] : undefined;
}

/** The tokens before the first stop sequence. */
function untilStop(tokens: string[], stop: unknown): string[] {
  const stops = [stop].flat().filter((each): each is string => typeof each === "string");
  const text = tokens.join("");
  const end = Math.min(...stops.map((each) => text.indexOf(each)).filter((at) => at !== -1));
  return end === Infinity ? tokens : [text.slice(0, end)];
}

/** Tokens of the answers, in OpenAI's names. */
export function usageOf(question: Question, { tokens, reasoningTokens }: Written) {
  const calls = question.toolCalls.reduce((sum, call) => sum + Math.ceil(call.arguments.length / 4), 0);
  const completion = (tokens.length + calls + reasoningTokens) * question.choices;
  return {
    prompt_tokens: question.promptTokens,
    completion_tokens: completion,
    total_tokens: question.promptTokens + completion,
    completion_tokens_details: { reasoning_tokens: reasoningTokens },
  };
}

import { type CallBody, ChatError, type ChatRequest, type ErrorCode } from "../engine";

/** Parameters by which one request asks for several answers. `best_of` is that of the legacy completions and of vLLM. */
const names = ["n", "best_of"] as const;

type Call = Pick<ChatRequest, "body" | "endpoint">;

/**
 * Several answers to one request each cost what one costs, so their number is bounded, also where a legacy completion has several prompts. A text is
 * refused as well: vLLM would read it as a number.
 *
 * @throws ChatError (400) in OpenAI's words and codes
 */
export function checkChoices(call: Call, most: number): void {
  const prompts = promptsOf(call);
  if (prompts > most) {
    // The code is OpenAI's: https://github.com/openai/openai-dotnet/issues/317
    const message = `Invalid 'prompt': array too long. Expected an array with maximum length ${most}, but got an array with length ${prompts} instead.`;
    throw wrong("prompt", "array_above_max_length", message);
  }
  for (const name of names) checkCount(call.body[name], name, Math.floor(most / prompts));
}

/** Answers that a request asks for. */
export function choicesOf(call: Call): number {
  const { n, best_of: bestOf } = call.body;
  return Math.max(countOf(n), countOf(bestOf)) * promptsOf(call);
}

const countOf = (asked: unknown): number => (typeof asked === "number" ? asked : 1);

/** Prompts of a legacy completion: texts, or lists of tokens. A list of tokens alone is one. */
function promptsOf({ body: { prompt }, endpoint }: Call): number {
  if (endpoint !== "completions" || !Array.isArray(prompt) || typeof prompt[0] === "number") return 1;
  return Math.max(1, prompt.length);
}

function checkCount(asked: CallBody[string], name: string, most: number): void {
  if (asked === undefined || asked === null) return;
  if (!Number.isInteger(asked)) {
    const type =
      typeof asked === "number" ? "a decimal number" : `${typeof asked === "object" ? "an" : "a"} ${typeof asked}`;
    throw wrong(name, "invalid_type", `Invalid type for '${name}': expected an integer, but got ${type} instead.`);
  }
  const count = asked as number;
  if (count < 1) {
    const message = `Invalid '${name}': integer below minimum value. Expected a value >= 1, but got ${count} instead.`;
    throw wrong(name, "integer_below_min_value", message);
  }
  if (count > most) {
    const message = `Invalid '${name}': integer above maximum value. Expected a value <= ${most}, but got ${count} instead.`;
    throw wrong(name, "integer_above_max_value", message);
  }
}

function wrong(param: string, code: ErrorCode, message: string): ChatError {
  return new ChatError(code, message, { param });
}

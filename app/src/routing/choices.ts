import { type CallBody, ChatError, type ErrorCode } from "../engine";

/** Parameters by which one request asks for several answers. `best_of` is that of the legacy completions and of vLLM. */
const names = ["n", "best_of"] as const;

/**
 * Several answers to one request each cost what one costs, so their number is bounded: the choices to a prompt, and those to all prompts of a list,
 * which the legacy completions take. A text is refused as well: vLLM would read it as a number. Fails with a `ChatError` in OpenAI's words and codes.
 */
export function checkChoices(body: CallBody, most: number): void {
  for (const name of names) {
    const asked = body[name];
    if (asked === undefined || asked === null) continue;
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
  const prompts = promptsOf(body);
  const mostPrompts = Math.floor(most / choicesOf(body));
  if (prompts > 1 && prompts > mostPrompts) {
    const message = `Invalid 'prompt': array too long. Expected an array with maximum length ${mostPrompts}, but got an array with length ${prompts} instead.`;
    throw wrong("prompt", "array_above_max_length", message);
  }
}

/** Answers that a model writes to the request: each of its prompts has its choices, of which `best_of` may be more than are given back. */
export const answersOf = (body: CallBody): number => promptsOf(body) * choicesOf(body);

const choicesOf = (body: CallBody): number =>
  Math.max(1, ...names.map((name) => (typeof body[name] === "number" ? body[name] : 1)));

/** Prompts of a request: a list of numbers is one, in tokens (https://platform.openai.com/docs/api-reference/completions/create). */
function promptsOf({ prompt }: CallBody): number {
  return Array.isArray(prompt) && typeof prompt[0] !== "number" ? Math.max(1, prompt.length) : 1;
}

function wrong(param: string, code: ErrorCode, message: string): ChatError {
  return new ChatError(code, message, { param });
}

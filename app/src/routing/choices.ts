import { type CallBody, ChatError, type ErrorCode } from "../engine";

/** Parameters by which one request asks for several answers. `best_of` is that of the legacy completions and of vLLM. */
const names = ["n", "best_of"] as const;

/**
 * Several answers to one request each cost what one costs, so their number is bounded. A text is refused as well: vLLM would read it as a number.
 * Fails with a `ChatError` in OpenAI's words and codes.
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
}

function wrong(param: string, code: ErrorCode, message: string): ChatError {
  return new ChatError(code, message, { param });
}

import type { z } from "zod";
import { ChatError } from "../engine";

/**
 * Checks a body of the app's own calls by its schema.
 *
 * @param what what `value` is where it is not the body: a header's name
 * @throws ChatError (400) that tells every field that is wrong, and names the first; OpenAI's code for a text above its bound
 */
export function readFields<T>(schema: z.ZodType<T>, value: unknown, what?: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const nameOf = ({ path, ...issue }: z.core.$ZodIssue): string | undefined =>
    path.join(".") || (issue.code === "unrecognized_keys" ? issue.keys[0] : what);
  const problems = issues.map((issue) => `${nameOf(issue) ?? "body"}: ${issue.message}`);
  const first = issues[0]!;
  const isTooLong = first.code === "too_big" && first.origin === "string";
  throw new ChatError(isTooLong ? "string_above_max_length" : "invalid_request", problems.join("; "), {
    param: nameOf(first),
  });
}

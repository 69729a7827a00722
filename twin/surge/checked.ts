import { z } from "zod";

/*
 * Checks of what users write. The error text of each schema completes the sentence "must be …", so that a message can name
 * what is allowed without knowing the schema.
 */

/** The most that an int32 of Kubernetes holds. */
const maxInt32 = 2 ** 31 - 1;

/** An integer between two bounds, both included. */
export function integer(min: number, max = maxInt32) {
  const allowed = max === maxInt32 ? `an integer, ${min} or more` : `an integer from ${min} to ${max}`;
  return z.number(allowed).int(allowed).min(min, allowed).max(max, allowed);
}

/** A text that is not empty. */
export const text = (allowed: string) => z.string(allowed).min(1, allowed);

/** An object with these properties and no others. */
export const group = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: ({ code }) =>
      `${code === "unrecognized_keys" ? "known are" : "an object with"} ${Object.keys(shape).join(", ")}`,
  });

/** An object with at least these properties: of the others nothing is asked. */
export const atLeast = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.object(shape, `an object with ${Object.keys(shape).join(", ")}`);

/** Everything that is wrong with a value that a user wrote. */
export class InputError extends Error {
  override name = "InputError";

  /**
   * @param subject what the value is, for example a file's name
   * @param problems one sentence each, with the property's path and value
   */
  constructor(
    subject: string,
    readonly problems: readonly string[],
  ) {
    super(`${subject}:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  }
}

/**
 * A value that meets a schema.
 *
 * @param subject what the value is, for the message
 * @throws InputError that says everything that is wrong with it
 */
export function checked<Schema extends z.ZodType>(schema: Schema, value: unknown, subject: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new InputError(subject, [...new Set(result.error.issues.flatMap((issue) => sentences(issue, value)))]);
}

function sentences(issue: z.core.$ZodIssue, root: unknown): string[] {
  const place = pathText(issue.path);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => `${pathText([...issue.path, key])} is not known; ${issue.message}`);
  const value = issue.path.reduce(ownProperty, root);
  if (value === undefined) return [`${place} is missing; it must be ${issue.message}`];
  return [`${place} = ${shown(value)} must be ${issue.message}`];
}

const ownProperty = (of: unknown, key: PropertyKey): unknown =>
  typeof of === "object" && of !== null && Object.hasOwn(of, key)
    ? (of as Record<PropertyKey, unknown>)[key]
    : undefined;

/** `hpa.metrics[0].resource.name`, as Kubernetes writes a field's path. */
function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "the top level";
  return path
    .map((step, index) => (typeof step === "number" ? `[${step}]` : `${index === 0 ? "" : "."}${String(step)}`))
    .join("");
}

/** Longest value that a message repeats, characters. */
const longestValue = 80;

function shown(value: unknown): string {
  if (typeof value === "number") return String(value);
  try {
    const text = JSON.stringify(value);
    return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
  } catch {
    // What can be parsed may still be nested too deeply to be written.
    return Array.isArray(value) ? "[…]" : "{…}";
  }
}

import { z } from "zod";

/*
 * Checks of what users write, and the one writer of what is wrong with it: the property's path, its value, what is allowed. The error
 * text of a schema completes the sentence "must be …"; a schema without one is described by `allowedBy`. Not in the room's index,
 * because zod takes a tenth of a second to load.
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
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  subject: string,
): z.output<Schema> {
  const result = schema.safeParse(value, { error: allowedBy });
  if (result.success) return result.data;
  throw new InputError(subject, sentencesOf(result.error, value, []));
}

/**
 * Everything that is wrong with a value, a sentence each; none where it meets the schema.
 *
 * @param at where the value stands in what the user wrote. Default: it is all of it
 */
export function problemsOf(schema: z.ZodType, value: unknown, at: readonly PropertyKey[] = []): string[] {
  const { error } = schema.safeParse(value, { error: allowedBy });
  return error === undefined ? [] : sentencesOf(error, value, at);
}

const sentencesOf = ({ issues }: z.ZodError, root: unknown, at: readonly PropertyKey[]): string[] => [
  ...new Set(issues.flatMap((issue) => sentences(issue, root, at))),
];

function sentences(issue: z.core.$ZodIssue, root: unknown, at: readonly PropertyKey[]): string[] {
  const path = [...at, ...issue.path];
  const place = pathText(path);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => `${pathText([...path, key])} is not known; ${issue.message}`);
  const value = issue.path.reduce(ownProperty, root);
  if (value === undefined) return [`${place} is missing; it must be ${issue.message}`];
  return [`${place} = ${shown(value)} must be ${issue.message}`];
}

/** What a schema without an error text of its own allows, from its form in JSON Schema. */
function allowedBy({ code, schema }: z.core.$ZodRawIssue): string | undefined {
  if (schema === undefined) return undefined;
  const form = z.toJSONSchema(schema, { unrepresentable: "any" });
  const keys = Object.keys(form.properties ?? {}).join(", ");
  if (code === "unrecognized_keys") return `known are ${keys}`;
  if (form.const !== undefined) return JSON.stringify(form.const);
  if (form.enum !== undefined) return `one of ${form.enum.map((word) => JSON.stringify(word)).join(", ")}`;
  switch (form.type) {
    case "string": {
      const bounds = withBounds("a text of", form.minLength, form.maxLength, " characters") ?? "a text";
      return form.pattern === undefined ? bounds : `${bounds} that matches ${form.pattern}`;
    }
    case "number":
      return withBounds("a number,", form.minimum, form.maximum) ?? "a number";
    case "integer":
      return withBounds("an integer,", form.minimum, form.maximum) ?? "an integer";
    case "boolean":
      return "true or false";
    case "array":
      return withBounds("a list of", form.minItems, form.maxItems) ?? "a list";
    case "object":
      return keys === "" ? "an object" : `an object with ${keys}`;
    default:
      return undefined;
  }
}

/** `what` with its bounds; `undefined` where it has none. Those of zod's integers are the bounds of what a double counts. */
function withBounds(what: string, min = -Infinity, max = Infinity, unit = ""): string | undefined {
  const [low, high] = [min > Number.MIN_SAFE_INTEGER, max < Number.MAX_SAFE_INTEGER];
  if (low && high) return `${what} ${min} to ${max}${unit}`;
  if (low) return `${what} ${min}${unit} or more`;
  return high ? `${what} at most ${max}${unit}` : undefined;
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

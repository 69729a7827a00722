/** A part of an OpenAPI document. */
export type Part = Readonly<Record<string, unknown>>;

export const string = { type: "string" } as const;
export const integer = { type: "integer" } as const;
export const number = { type: "number" } as const;
export const boolean = { type: "boolean" } as const;
export const uuid = { type: "string", format: "uuid" } as const;
export const time = { type: "string", format: "date-time" } as const;

/** What may be `null`, as OpenAI's clients write what they leave out. */
export const orNull = (schema: { type: string } & Part): Part => ({ ...schema, type: [schema.type, "null"] });

/** An object with these members. Those of `optional` may be left out. */
export const object = (properties: Part, optional: readonly string[] = []): Part => ({
  type: "object",
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
});

export const list = (items: Part): Part => ({ type: "array", items });
export const ref = (name: string): Part => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: Part): Part => ({ content: { "application/json": { schema } } });
export const body = (schema: Part): Part => ({ required: true, ...json(schema) });

/** The error of every call: OpenAI's shape, with a code of docs/app.md. */
const error = { description: "An error in OpenAI's shape; 429 and 503 carry Retry-After", ...json(ref("Error")) };

/** What a call answers. Without a schema the answer has no body. */
export const answers = (description: string, schema?: Part, status = 200): Part => ({
  [status]: { description, ...(schema === undefined ? {} : json(schema)) },
  default: error,
});

/** An answer that comes as server-sent events where the request says `stream: true`. */
export const streamedAnswers = (description: string, schema: Part): Part => ({
  200: { description, content: { "application/json": { schema }, "text/event-stream": { schema: string } } },
  default: error,
});

export const header = (name: string, description: string, schema: Part): Part => ({
  name,
  in: "header",
  required: false,
  description,
  schema,
});

/** Headers of every call of a model. */
export const callHeaders = [
  header("x-request-id", "Stands in the logs, and comes back", string),
  header("x-priority", "Batch waits until nothing interactive does", { enum: ["interactive", "batch"] }),
];

/** A call that needs no credential. */
export const open = { security: [] };

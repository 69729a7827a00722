import {
  answers,
  body,
  boolean,
  callHeaders,
  header,
  integer,
  list,
  number,
  object,
  orNull,
  type Part,
  ref,
  streamedAnswers,
  string,
} from "./parts";

/** A name of a model or a use case. */
const name = { type: "string", minLength: 1, maxLength: 256 };
const model = { ...orNull(name), description: "A model of /v1/models, or auto for the default" };
const useCase = { ...orNull(name), description: "Chooses the route; stronger than the model, and not sent on" };
const stream = orNull(boolean);
const bound = (least: number): Part => orNull({ type: "integer", minimum: least });
const choices = { ...orNull({ type: "integer", minimum: 1 }), description: "At most MAX_N" };

/** One of OpenAI's calls of a model. Fields that are not listed go to the provider as they are. */
const modelCall = (summary: string, schema: string, answer: (description: string, schema: Part) => Part): Part => ({
  post: {
    summary,
    parameters: [
      ...callHeaders,
      header("x-use-case", "As the field use_case, for clients that cannot add one", string),
    ],
    requestBody: body(ref(schema)),
    responses: answer("The answer as the model's provider sent it", { type: "object" }),
  },
});

const modelId = { name: "model", in: "path", required: true, schema: string };

/** OpenAI's calls. */
export const modelPaths = {
  "/v1/chat/completions": modelCall(
    "Chat completion, OpenAI-compatible; with stream: true as server-sent events",
    "ChatCompletionRequest",
    streamedAnswers,
  ),
  "/v1/completions": modelCall(
    "Legacy completion, OpenAI-compatible, whole or streamed",
    "CompletionRequest",
    streamedAnswers,
  ),
  "/v1/embeddings": modelCall("Embeddings, OpenAI-compatible", "EmbeddingRequest", answers),
  "/v1/responses": modelCall("Response, OpenAI-compatible, whole or streamed", "ResponseRequest", streamedAnswers),
  "/v1/models": {
    get: { summary: "Models that a request can name", responses: answers("The models", ref("Models")) },
  },
  "/v1/models/{model}": {
    get: {
      summary: "One model; slashes in its name stand as they are or encoded",
      parameters: [modelId],
      responses: answers("The model", ref("Model")),
    },
  },
  "/api/models": {
    get: { summary: "The models of /v1/models, for the chat page", responses: answers("The models", ref("Models")) },
  },
  "/api/use-cases": {
    get: {
      summary: "Use cases that a request can name",
      responses: answers("The names", object({ data: list(string) })),
    },
  },
};

const call = (properties: Part, required: readonly string[] = []): Part => ({
  type: "object",
  required,
  additionalProperties: true,
  properties: { model, stream, use_case: useCase, ...properties },
});

/** What is checked of the requests, and what the models' list tells. */
export const modelSchemas = {
  ChatCompletionRequest: call(
    {
      messages: {
        type: "array",
        minItems: 1,
        items: { type: "object", required: ["role"], properties: { role: string } },
      },
      max_tokens: bound(1),
      max_completion_tokens: bound(1),
      n: choices,
      best_of: choices,
    },
    ["messages"],
  ),
  CompletionRequest: call({ max_tokens: bound(0), n: choices, best_of: choices }),
  EmbeddingRequest: call({ model: { ...name, description: "A model of /v1/models that makes embeddings" } }, ["model"]),
  ResponseRequest: call({
    max_output_tokens: bound(1),
    previous_response_id: { type: "null", description: "No answers are kept at the provider" },
    conversation: { type: "null" },
    background: { enum: [false, null] },
  }),
  Models: object({ object: { const: "list" }, data: list(ref("Model")) }),
  Model: object({
    id: string,
    object: { const: "model" },
    created: integer,
    owned_by: string,
    price_per_million_tokens: {
      oneOf: [object({ input: number, output: number, cachedInput: number }, ["cachedInput"]), { type: "null" }],
    },
    endpoints: list({ enum: ["chat/completions", "completions", "embeddings", "responses"] }),
  }),
};

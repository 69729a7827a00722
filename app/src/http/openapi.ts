import { z } from "zod";
import { chatInput } from "./chat-input";
import { renameInput } from "./conversation-routes";

const json = (schema: object): object => ({ content: { "application/json": { schema } } });
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const answers = (description: string, schema: object, more: Record<string, object> = {}): object => ({
  200: { description, ...json(schema) },
  ...more,
  default: { description: "An error in OpenAI's shape; 429 and 503 carry Retry-After", ...json(ref("Error")) },
});
const header = (name: string, description: string, schema: object): object => ({
  name,
  in: "header",
  required: false,
  description,
  schema,
});

const conversationId = { name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } };
const conversationFields = {
  id: { type: "string", format: "uuid" },
  title: { type: "string" },
  created_at: { type: "string", format: "date-time" },
  updated_at: { type: "string", format: "date-time" },
};

const callHeaders = [
  header("x-request-id", "Stands in the logs, and comes back", { type: "string" }),
  header("x-priority", "Batch waits until nothing interactive does", { enum: ["interactive", "batch"] }),
];

const model = { type: "string", description: "A model of /v1/models, or auto for the default" };
const useCase = { type: "string", description: "Chooses the route; stronger than the model, and not sent on" };

/** One of OpenAI's calls of a model. */
const modelCall = (summary: string, schema: string): object => ({
  post: {
    summary,
    parameters: [
      ...callHeaders,
      header("x-use-case", "As the field use_case, for clients that cannot add one", { type: "string" }),
    ],
    requestBody: { required: true, ...json(ref(schema)) },
    responses: answers("The answer as the model's provider sent it", { type: "object" }),
  },
});

/** The API in OpenAPI 3.1, served at `/openapi.json`. */
export const openApi = {
  openapi: "3.1.0",
  info: {
    title: "Breakwater AI service",
    version: "1",
    description: "An OpenAI-compatible chat service in front of the gateway and the in-cluster model.",
  },
  paths: {
    "/v1/chat/completions": modelCall(
      "Chat completion, OpenAI-compatible; with stream: true as server-sent events",
      "ChatCompletionRequest",
    ),
    "/v1/completions": modelCall("Legacy completion, OpenAI-compatible, whole or streamed", "CompletionRequest"),
    "/v1/embeddings": modelCall("Embeddings, OpenAI-compatible", "EmbeddingRequest"),
    "/v1/responses": modelCall("Response, OpenAI-compatible, whole or streamed", "ResponseRequest"),
    "/v1/models": {
      get: { summary: "Models that a request can name", responses: answers("The models", { type: "object" }) },
    },
    "/v1/models/{model}": {
      get: {
        summary: "One model; slashes in its name stand as they are or encoded",
        parameters: [{ name: "model", in: "path", required: true, schema: { type: "string" } }],
        responses: answers("The model", { type: "object" }),
      },
    },
    "/api/models": {
      get: {
        summary: "The models of /v1/models, for the chat page",
        responses: answers("The models", { type: "object" }),
      },
    },
    "/api/use-cases": {
      get: { summary: "Use cases that a request can name", responses: answers("The names", { type: "object" }) },
    },
    "/api/me": {
      get: {
        summary: "Who the caller is, and by which credential",
        responses: answers("user, key and login", { type: "object" }),
      },
    },
    "/api/usage": {
      get: {
        summary: "What the caller's key has used today and has left",
        responses: answers("Used, limits and left; without a key, key is null", { type: "object" }),
      },
    },
    "/api/chat": {
      post: {
        summary: "Chat that remembers; with stream: true as server-sent events of type delta, then done",
        parameters: [...callHeaders, header("x-user-id", "Who asks; set by the edge", { type: "string" })],
        requestBody: { required: true, ...json(ref("ChatRequest")) },
        responses: answers(
          "The answer, its model, tokens, cost and time, and the conversation's id",
          ref("ChatAnswer"),
        ),
      },
    },
    "/api/conversations": {
      get: {
        summary: "The caller's conversations, the latest first, at most 100",
        responses: answers("The conversations", {
          type: "object",
          properties: { data: { type: "array", items: ref("ConversationSummary") } },
        }),
      },
    },
    "/api/conversations/{id}": {
      get: {
        summary: "A conversation with its messages",
        parameters: [conversationId],
        responses: answers("The conversation", ref("Conversation")),
      },
      patch: {
        summary: "Gives a conversation another title",
        parameters: [conversationId],
        requestBody: { required: true, ...json(ref("ConversationChange")) },
        responses: answers("The conversation's line in the list", ref("ConversationSummary")),
      },
      delete: {
        summary: "Deletes a conversation",
        parameters: [conversationId],
        responses: {
          204: { description: "It is gone" },
          default: { description: "An error", ...json(ref("Error")) },
        },
      },
    },
    "/api/tasks": {
      post: {
        summary: "Takes a question for the agent, which answers later",
        parameters: [header("idempotency-key", "The same key is the same task", { type: "string" })],
        requestBody: { required: true, ...json({ type: "object" }) },
        responses: {
          202: { description: "Taken; Location names the task", ...json({ type: "object" }) },
          default: { description: "An error", ...json(ref("Error")) },
        },
      },
    },
    "/api/tasks/{id}": {
      get: {
        summary: "What became of a task",
        parameters: [{ name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } }],
        responses: answers("The task", { type: "object" }),
      },
    },
    "/": {
      get: { summary: "The chat page", responses: { 200: { description: "HTML", content: { "text/html": {} } } } },
    },
    "/highlight.js": {
      get: {
        summary: "The chat page's worker that colours code",
        responses: { 200: { description: "A script", content: { "text/javascript": {} } } },
      },
    },
    "/openapi.json": { get: { summary: "This document", responses: answers("OpenAPI 3.1", { type: "object" }) } },
    "/health": { get: { summary: "Is the main thread alive?", responses: answers("Yes", { type: "object" }) } },
    "/ready": { get: { summary: "May it get requests?", responses: answers("Yes", { type: "object" }) } },
  },
  components: {
    schemas: {
      ChatCompletionRequest: {
        type: "object",
        required: ["messages"],
        additionalProperties: true,
        properties: {
          messages: {
            type: "array",
            minItems: 1,
            items: { type: "object", required: ["role"], properties: { role: { type: "string" } } },
          },
          model,
          stream: { type: "boolean" },
          max_tokens: { type: "integer", minimum: 1 },
          max_completion_tokens: { type: "integer", minimum: 1 },
          n: { type: "integer", minimum: 1, description: "At most MAX_N" },
          use_case: useCase,
        },
      },
      CompletionRequest: {
        type: "object",
        additionalProperties: true,
        properties: {
          model,
          stream: { type: "boolean" },
          max_tokens: { type: "integer", minimum: 1 },
          use_case: useCase,
        },
      },
      EmbeddingRequest: {
        type: "object",
        required: ["model"],
        additionalProperties: true,
        properties: { model: { type: "string", description: "A model of /v1/models that makes embeddings" } },
      },
      ResponseRequest: {
        type: "object",
        additionalProperties: true,
        properties: {
          model,
          stream: { type: "boolean" },
          max_output_tokens: { type: "integer", minimum: 1 },
          use_case: useCase,
        },
      },
      ChatRequest: z.toJSONSchema(chatInput, { io: "input" }),
      ChatAnswer: {
        type: "object",
        properties: {
          message: { type: "object", properties: { role: { const: "assistant" }, content: { type: "string" } } },
          session_id: { type: ["string", "null"] },
          user_message_id: { type: ["string", "null"] },
          message_id: { type: ["string", "null"] },
          finish_reason: { type: ["string", "null"] },
          history: {
            enum: ["kept", "trimmed", "unavailable", "not kept"],
            description: "What became of the conversation; where it is not kept, notice says so in words",
          },
          history_cut: {
            type: "boolean",
            description: "The conversation's oldest messages are gone, or were not read",
          },
          notice: { type: "string" },
          model: { type: "string" },
          backend: { type: "string" },
          usage: {
            type: "object",
            properties: { prompt_tokens: { type: "integer" }, completion_tokens: { type: "integer" } },
          },
          cost_usd: { type: "number" },
          conversation_cost_usd: {
            type: ["number", "null"],
            description: "What all answers of the conversation have cost; null where it is not kept",
          },
          latency_ms: { type: "integer" },
        },
      },
      ConversationSummary: {
        type: "object",
        properties: { ...conversationFields, messages: { type: "integer" } },
      },
      Conversation: {
        type: "object",
        properties: {
          ...conversationFields,
          history_cut: { type: "boolean" },
          messages: {
            type: "array",
            items: {
              type: "object",
              properties: {
                id: { type: "string" },
                role: { enum: ["user", "assistant"] },
                content: { type: "string" },
                model: { type: "string" },
                finish_reason: { type: "string", description: "stopped: by its reader" },
              },
            },
          },
        },
      },
      ConversationChange: z.toJSONSchema(renameInput, { io: "input" }),
      Error: {
        type: "object",
        properties: {
          error: {
            type: "object",
            properties: {
              message: { type: "string" },
              type: { type: "string" },
              param: { type: ["string", "null"] },
              code: { type: ["string", "null"] },
            },
          },
        },
      },
    },
  },
} as const;

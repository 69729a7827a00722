import { z } from "zod";
import { chatInput } from "./chat";

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

const callHeaders = [
  header("x-request-id", "Stands in the logs, and comes back", { type: "string" }),
  header("x-priority", "Batch waits until nothing interactive does", { enum: ["interactive", "batch"] }),
];

/** The API in OpenAPI 3.1, served at `/openapi.json`. */
export const openApi = {
  openapi: "3.1.0",
  info: {
    title: "Breakwater AI service",
    version: "1",
    description: "An OpenAI-compatible chat service in front of the gateway and the in-cluster model.",
  },
  paths: {
    "/v1/chat/completions": {
      post: {
        summary: "Chat completion, OpenAI-compatible; with stream: true as server-sent events",
        parameters: [
          ...callHeaders,
          header("x-use-case", "As the field use_case, for clients that cannot add one", { type: "string" }),
        ],
        requestBody: { required: true, ...json(ref("ChatCompletionRequest")) },
        responses: answers("The answer as the model's provider sent it", { type: "object" }),
      },
    },
    "/v1/models": {
      get: { summary: "Models that a request can name", responses: answers("The models", { type: "object" }) },
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
    "/openapi.json": { get: { summary: "This document", responses: answers("OpenAPI 3.1", { type: "object" }) } },
    "/metrics": {
      get: {
        summary: "Metrics for Prometheus",
        responses: { 200: { description: "Text", content: { "text/plain": {} } } },
      },
    },
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
          model: { type: "string", description: "A model of /v1/models, or auto for the default" },
          stream: { type: "boolean" },
          max_tokens: { type: "integer", minimum: 1 },
          use_case: { type: "string", description: "Chooses the route; stronger than the model, and not sent on" },
        },
      },
      ChatRequest: z.toJSONSchema(chatInput, { io: "input" }),
      ChatAnswer: {
        type: "object",
        properties: {
          message: { type: "object", properties: { role: { const: "assistant" }, content: { type: "string" } } },
          session_id: { type: ["string", "null"] },
          history: { enum: ["kept", "unavailable"] },
          notice: { type: "string" },
          model: { type: "string" },
          backend: { type: "string" },
          usage: {
            type: "object",
            properties: { prompt_tokens: { type: "integer" }, completion_tokens: { type: "integer" } },
          },
          cost_usd: { type: "number" },
          latency_ms: { type: "integer" },
        },
      },
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

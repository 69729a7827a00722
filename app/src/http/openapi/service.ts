import { z } from "zod";
import { taskInput } from "../../tasks";
import {
  answers,
  body,
  header,
  integer,
  list,
  number,
  object,
  open,
  orNull,
  type Part,
  ref,
  string,
  time,
  uuid,
} from "./parts";

const text = (type: string, description: string): Part => ({
  200: { description, content: { [type]: { schema: string } } },
});

/** Tasks, what a caller is and has used, and what needs no credential. */
export const servicePaths = {
  "/api/tasks": {
    post: {
      summary: "Takes a question for the agent, which answers later",
      parameters: [
        header("idempotency-key", "The same key is the same task", { ...string, pattern: "^[\\x21-\\x7e]{1,255}$" }),
      ],
      requestBody: body(ref("TaskRequest")),
      responses: answers("Taken; Location names the task", object({ id: uuid, status: ref("TaskStatus") }), 202),
    },
  },
  "/api/tasks/{id}": {
    get: {
      summary: "What became of a task",
      parameters: [{ name: "id", in: "path", required: true, schema: uuid }],
      responses: answers("The task", ref("Task")),
    },
  },
  "/api/me": {
    get: {
      summary: "Who the caller is, by which credential, and the path that ends a login at the edge",
      responses: answers("The caller", ref("Caller")),
    },
  },
  "/api/usage": {
    get: {
      summary: "What the caller's key has used today and has left",
      responses: answers("Used, limits and left; without a key, key is null", ref("Usage")),
    },
  },
  "/": { get: { summary: "The chat page", ...open, responses: text("text/html", "HTML") } },
  "/highlight.js": {
    get: {
      summary: "The chat page's worker that colours code",
      ...open,
      responses: text("text/javascript", "A script"),
    },
  },
  "/openapi.json": {
    get: { summary: "This document", ...open, responses: answers("OpenAPI 3.1", { type: "object" }) },
  },
  "/health": {
    get: { summary: "Is the main thread alive?", ...open, responses: answers("Yes", object({ status: string })) },
  },
  "/ready": {
    get: {
      summary: "May it get requests?",
      ...open,
      responses: { ...answers("Yes", ref("Readiness")), 503: { description: "Not yet, or not any more" } },
    },
  },
};

const amount = orNull(number);

/** What they take and tell. */
export const serviceSchemas = {
  TaskRequest: z.toJSONSchema(taskInput, { io: "input" }),
  TaskStatus: { enum: ["queued", "running", "done", "failed"] },
  Task: object(
    {
      id: uuid,
      status: ref("TaskStatus"),
      attempts: integer,
      created_at: time,
      started_at: time,
      finished_at: time,
      result: object({ answer: string, model: string, tools: list(string), model_calls: integer }),
      error: string,
    },
    ["started_at", "finished_at", "result", "error"],
  ),
  Caller: object({
    user: string,
    key: { ...orNull(string), description: "Name of the API key" },
    login: { enum: ["key", "edge", "none"] },
    logout: { ...orNull(string), description: "Path that ends a login at the edge" },
  }),
  Usage: object(
    {
      key: orNull(string),
      day: object({
        date: { ...string, format: "date" },
        ends: time,
        used: object({ requests: integer, tokens: number, dollars: number }),
        limits: object({ tokens: amount, dollars: amount }),
        left: object({ tokens: amount, dollars: amount }),
      }),
      minute: object({
        limits: object({ requests: amount, tokens: amount }),
        left: object({ requests: amount, tokens: amount }),
      }),
    },
    ["day", "minute"],
  ),
  Readiness: object({ status: { enum: ["ok", "starting", "draining"] } }),
  Error: object({
    error: object({ message: string, type: string, param: orNull(string), code: orNull(string) }),
  }),
};

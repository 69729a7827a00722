import { z } from "zod";
import { chatInput } from "../chat-input";
import { renameInput } from "../conversation-routes";
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
  ref,
  streamedAnswers,
  string,
  time,
  uuid,
} from "./parts";

const conversationId = { name: "id", in: "path", required: true, schema: uuid };

/** The chat that remembers, and its conversations. */
export const chatPaths = {
  "/api/chat": {
    post: {
      summary: "Chat that remembers; with stream: true as server-sent events of type delta, then done",
      parameters: [...callHeaders, header("x-user-id", "Who asks; set by the edge", string)],
      requestBody: body(ref("ChatRequest")),
      responses: streamedAnswers(
        "The answer, its model, tokens, cost and time, and the conversation's id",
        ref("ChatAnswer"),
      ),
    },
  },
  "/api/conversations": {
    get: {
      summary: "The caller's conversations, the latest first, at most 100",
      responses: answers("The conversations", object({ data: list(ref("ConversationSummary")) })),
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
      requestBody: body(ref("ConversationChange")),
      responses: answers("The conversation's line in the list", ref("ConversationSummary")),
    },
    delete: {
      summary: "Deletes a conversation",
      parameters: [conversationId],
      responses: answers("It is gone", undefined, 204),
    },
  },
};

const conversation = { id: uuid, title: string, created_at: time, updated_at: time };
const nullable = { string: orNull(string), uuid: orNull(uuid), number: orNull(number) };

/** What they take and tell. */
export const chatSchemas = {
  ChatRequest: z.toJSONSchema(chatInput, { io: "input" }),
  ChatAnswer: object(
    {
      message: object({ role: { const: "assistant" }, content: string }),
      session_id: nullable.uuid,
      user_message_id: nullable.uuid,
      message_id: nullable.uuid,
      finish_reason: nullable.string,
      history: {
        enum: ["kept", "trimmed", "unavailable", "not kept"],
        description: "What became of the conversation; where it is not kept, notice says so in words",
      },
      history_cut: { ...boolean, description: "The conversation's oldest messages are gone, or were not read" },
      notice: string,
      model: string,
      backend: string,
      usage: object({ prompt_tokens: integer, completion_tokens: integer }),
      cost_usd: number,
      conversation_cost_usd: {
        ...nullable.number,
        description: "What all answers of the conversation have cost; null where it is not kept",
      },
      latency_ms: integer,
    },
    ["notice"],
  ),
  ConversationSummary: object({ ...conversation, messages: integer }),
  Conversation: object({
    ...conversation,
    history_cut: boolean,
    cost_usd: { ...number, description: "What all its answers have cost" },
    messages: list(
      object(
        {
          id: string,
          role: { enum: ["user", "assistant"] },
          content: string,
          model: string,
          finish_reason: { ...string, description: "stopped: by its reader" },
        },
        ["model", "finish_reason"],
      ),
    ),
  }),
  ConversationChange: z.toJSONSchema(renameInput, { io: "input" }),
};

import { isObject } from "../json";
import { titleFrom } from "./title";
import type { Session, SessionMessage, SessionSummary } from "./types";

/** What `session:<uuid>` holds. Conversations of earlier versions have `user`, `messages` (role and content) and `createdAt` only. */
interface SessionRecord {
  user: string;
  messages: { id: string; role: string; content: string; model?: string; finish_reason?: string }[];
  createdAt: string;
  updatedAt: string;
  title: string;
  dropped?: true;
  trimmed?: true;
  costDollars?: number;
}

/** A conversation as it is stored. */
export function writeRecord({ messages, dropped, trimmed, ...session }: Session): string {
  const record: SessionRecord = {
    ...session,
    messages: messages.map(({ finishReason, ...message }) =>
      finishReason === undefined ? message : { ...message, finish_reason: finishReason },
    ),
    ...(dropped ? { dropped } : {}),
    ...(trimmed ? { trimmed } : {}),
  };
  return JSON.stringify(record);
}

/** A stored conversation; `undefined` for what is none. Messages that are none (no text, an unknown role) are left out. */
export function readRecord(raw: string): Session | undefined {
  const record = parsed(raw);
  if (!isObject(record) || typeof record.user !== "string" || !Array.isArray(record.messages)) return undefined;
  const messages = record.messages.flatMap(readMessage);
  const createdAt = textOr(record.createdAt, new Date(0).toISOString());
  return {
    user: record.user,
    messages,
    title: textOr(record.title, titleFrom(messages.find(({ role }) => role === "user")?.content ?? "")),
    createdAt,
    updatedAt: textOr(record.updatedAt, createdAt),
    dropped: record.dropped === true,
    trimmed: record.trimmed === true,
    ...(typeof record.costDollars === "number" ? { costDollars: record.costDollars } : {}),
  };
}

/** A conversation's line in a list. */
export function summaryOf(id: string, { title, createdAt, updatedAt, messages }: Session): SessionSummary {
  return { id, title, createdAt, updatedAt, messages: messages.length };
}

/** Messages of earlier versions have no id: their place is it, until the conversation is written again. */
function readMessage(message: unknown, index: number): SessionMessage[] {
  if (!isObject(message) || typeof message.content !== "string") return [];
  const { role, content, model, finish_reason: finishReason } = message;
  if (role !== "user" && role !== "assistant" && role !== "system") return [];
  return [
    {
      id: textOr(message.id, `at-${index}`),
      role,
      content,
      ...(typeof model === "string" ? { model } : {}),
      ...(typeof finishReason === "string" ? { finishReason } : {}),
    },
  ];
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

const textOr = (value: unknown, otherwise: string): string =>
  typeof value === "string" && value !== "" ? value : otherwise;

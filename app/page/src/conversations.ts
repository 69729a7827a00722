import { call, callForJson } from "./api";

/** A conversation in the list. Times are what `timeOf` reads. */
export interface Summary {
  id: string;
  title: string | null;
  created_at: number | string;
  updated_at: number | string;
}

/** A message that was kept. */
export interface Message {
  id: string;
  role: "user" | "assistant" | "system";
  content: string;
  model?: string | null;
  finish_reason?: string | null;
}

/** A conversation with what was said. */
export interface Conversation extends Summary {
  /** Whether its oldest messages are gone. */
  history_cut: boolean;
  /** Dollars that all its answers have cost. */
  cost_usd?: number | null;
  messages: Message[];
}

const path = (id: string): string => `/api/conversations/${encodeURIComponent(id)}`;

/** All conversations of the user, the newest first. */
export async function listConversations(): Promise<Summary[]> {
  return (await callForJson<{ data: Summary[] }>("/api/conversations")).data;
}

/** One conversation. Fails with 404 where it is unknown, expired or another user's. */
export const readConversation = (id: string): Promise<Conversation> => callForJson<Conversation>(path(id));

/** Gives it a title. */
export async function renameConversation(id: string, title: string): Promise<void> {
  await call(path(id), { method: "PATCH", body: JSON.stringify({ title }) });
  tellOtherTabs(id);
}

/** Deletes it for good, also where the page goes meanwhile. */
export async function deleteConversation(id: string): Promise<void> {
  await call(path(id), { method: "DELETE", keepalive: true });
  tellOtherTabs(id);
}

/** Milliseconds of a time that comes as ISO 8601, seconds or milliseconds. */
export function timeOf(time: number | string): number {
  if (typeof time === "string") return Date.parse(time);
  return time < 100_000_000_000 ? time * 1000 : time;
}

let opened: BroadcastChannel | undefined;

function channel(): BroadcastChannel {
  opened ??= new BroadcastChannel("breakwater");
  return opened;
}

/** Tells the other tabs of this browser that a conversation is not what they show. */
export function tellOtherTabs(id: string): void {
  channel().postMessage(id);
}

/** Calls back when another tab changes a conversation. */
export function onOtherTabs(changed: (id: string) => void): void {
  channel().addEventListener("message", ({ data }: MessageEvent<string>) => changed(data));
}

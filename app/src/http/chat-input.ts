import { toUSVString } from "node:util";
import { z } from "zod";
import { readFields } from "../body";
import { ChatError } from "../engine";

/** Most characters of a message. */
const longestMessage = 100_000;

/** Body of `POST /api/chat`. */
export const chatInput = z.strictObject({
  message: z.string().min(1).max(longestMessage),
  /** Continues a conversation; left out, it begins one. */
  session_id: z.uuid().nullish(),
  /** Id of a user's message of the conversation: it and all after it go, and `message` comes in their place. */
  replace: z.string().min(1).max(64).nullish(),
  use_case: z.string().min(1).max(256).nullish(),
  model: z.string().min(1).max(256).nullish(),
  stream: z.boolean().nullish(),
  /** Taken for clients that send it, and says nothing: who asks is what the credential says. */
  user: z.string().max(512).nullish(),
});

/** A checked body of `POST /api/chat`. */
export type ChatInput = z.infer<typeof chatInput>;

/**
 * Checks a body of `POST /api/chat`. A half of a character (a lone surrogate, as a text cut in the middle of an emoji has) becomes U+FFFD: no
 * provider's tokenizer takes it.
 */
export function readChatInput(body: unknown): ChatInput {
  const input = readFields(chatInput, body);
  if (typeof input.replace === "string" && typeof input.session_id !== "string") {
    throw invalid("replace: needs the session_id of its conversation", "replace");
  }
  return { ...input, message: toUSVString(input.message) };
}

function invalid(message: string, param: string): ChatError {
  return new ChatError("invalid_request", message, { param });
}

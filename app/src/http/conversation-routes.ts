import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import { readFields } from "../body";
import { longestTitle, oneLine, type Session, type SessionSummary } from "../sessions";
import type { Conversations } from "./conversations";
// Gives a request its `record`, also where this file is compiled without the server.
import type {} from "./request-record";

/** Body of `PATCH /api/conversations/:id`. */
export const renameInput = z.strictObject({
  title: z.string().max(longestTitle).transform(oneLine).pipe(z.string().min(1)),
});

type OfConversation = { Params: { id: string } };

/** `/api/conversations`: a user's conversations, one of them, its title and its end. */
export function conversationRoutes(server: FastifyInstance, conversations: Conversations): void {
  server.get("/api/conversations", async (request, reply) => {
    const data = await conversations.list(request.record.caller.user);
    return unstored(reply).send({ data: data.map(shownSummary) });
  });

  server.get<OfConversation>("/api/conversations/:id", async (request, reply) => {
    const session = await conversations.get(idOf(request.params), request.record.caller.user);
    return unstored(reply).send(shown(request.params.id, session));
  });

  server.patch<OfConversation>("/api/conversations/:id", async (request) => {
    const { title } = readFields(renameInput, request.body);
    const id = idOf(request.params);
    const { createdAt, updatedAt, messages } = await conversations.rename(id, request.record.caller.user, title);
    return shownSummary({ id, title, createdAt, updatedAt, messages: messages.length });
  });

  server.delete<OfConversation>("/api/conversations/:id", async (request, reply) => {
    await conversations.remove(idOf(request.params), request.record.caller.user);
    return reply.code(204).send();
  });
}

/** What is one user's, and changes with every message, stands in no cache. */
const unstored = (reply: FastifyReply): FastifyReply => reply.header("cache-control", "no-store");

/** What is no id is no conversation's, and no store is asked for it. */
function idOf({ id }: { id: string }): string {
  return z.uuid().safeParse(id).success ? id : "00000000-0000-0000-0000-000000000000";
}

function shownSummary({ id, title, createdAt, updatedAt, messages }: SessionSummary): object {
  return { id, title, created_at: createdAt, updated_at: updatedAt, messages };
}

function shown(id: string, session: Session): object {
  return {
    id,
    title: session.title,
    created_at: session.createdAt,
    updated_at: session.updatedAt,
    history_cut: session.dropped || session.trimmed,
    cost_usd: session.costDollars ?? 0,
    messages: session.messages
      .filter(({ role }) => role !== "system")
      .map(({ finishReason, ...message }) =>
        finishReason === undefined ? message : { ...message, finish_reason: finishReason },
      ),
  };
}

import type { FastifyInstance } from "fastify";
import type { AnswerFacts, ChatEngine, ChatRequest } from "../engine";
import { chatBodyOf } from "../body";
import { priorityOf, useCaseOf } from "./conditions";
import { writeEvents } from "./write-events";

/** What the OpenAI-compatible call is made of. */
export interface ChatCompletionsOptions {
  engine: ChatEngine;
  /** Whether what users write may be logged. */
  logPrompts: boolean;
}

/** `POST /v1/chat/completions`: the backend's bytes, as a whole or as events. */
export function chatCompletions(server: FastifyInstance, { engine, logPrompts }: ChatCompletionsOptions): void {
  server.post("/v1/chat/completions", async (request, reply) => {
    const { record } = request;
    const body = chatBodyOf(request.body);
    if (logPrompts) record.prompt = body.messages;
    const chat: ChatRequest = {
      body,
      caller: record.caller,
      useCase: useCaseOf(request, body.use_case),
      priority: priorityOf(request),
      requestId: request.id,
      json: record.body,
    };
    const options = { signal: record.signal, span: record.span };
    if (body.stream === true) {
      const answer = await engine.stream(chat, options);
      record.facts = answer;
      return writeEvents(request, reply, factHeaders(answer), answer.events);
    }
    const answer = await engine.complete(chat, options);
    record.facts = answer;
    return reply.headers(factHeaders(answer)).type("application/json; charset=utf-8").send(answer.bytes);
  });
}

/** What the answer's body does not tell. */
function factHeaders(facts: AnswerFacts): Record<string, string> {
  return { "x-model": facts.model, "x-backend": facts.backend };
}

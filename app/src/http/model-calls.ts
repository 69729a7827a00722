import type { FastifyInstance, FastifyRequest } from "fastify";
import { callBodies, forgetTexts } from "../body";
import type { AnswerFacts, CallBody, ChatEngine, ChatRequest, Endpoint } from "../engine";
import { priorityOf, useCaseOf } from "./conditions";
import { headerText } from "./header-text";
import { addRateLimits } from "./rate-limit-headers";
import { sendBytes } from "./send-bytes";
import { writeEvents } from "./write-events";

/** What OpenAI's calls are made of. */
export interface ModelCallsOptions {
  engine: ChatEngine;
  /** Whether what users write may be logged. */
  logPrompts: boolean;
}

/** `POST /v1/chat/completions` and OpenAI's other calls of a model: the backend's bytes, as a whole or as events. */
export function modelCalls(server: FastifyInstance, { engine, logPrompts }: ModelCallsOptions): void {
  for (const [endpoint, bodyOf] of Object.entries(callBodies) as [Endpoint, (value: unknown) => CallBody][]) {
    server.post(`/v1/${endpoint}`, async (request, reply) => {
      const { record } = request;
      const body = bodyOf(request.body);
      if (logPrompts) record.prompt = body.messages ?? body.input ?? body.prompt;
      forgetTexts(body, record.body);
      const call: ChatRequest = {
        endpoint,
        body,
        caller: record.caller,
        useCase: useCaseOf(request, body.use_case),
        priority: priorityOf(request),
        requestId: request.id,
        json: record.body,
      };
      const options = { signal: record.signal, span: record.span, memory: record.memory };
      if (body.stream === true && endpoint !== "embeddings") {
        const answer = await engine.stream(call, options);
        record.facts = answer;
        return writeEvents(request, reply, factHeaders(request, answer), answer.events);
      }
      const answer = await engine.complete(call, options);
      record.facts = answer;
      void reply.headers(factHeaders(request, answer)).type("application/json; charset=utf-8");
      return sendBytes(reply, answer.bytes);
    });
  }
}

/** What the answer's body does not tell. `openai-processing-ms` is OpenAI's: time to the whole answer, or to a stream's first event. */
function factHeaders({ record }: FastifyRequest, { model, backend }: AnswerFacts): Record<string, string> {
  const headers = {
    "x-model": headerText(model),
    "x-backend": backend,
    "openai-processing-ms": String(Math.round(performance.now() - record.start)),
  };
  addRateLimits(headers, record);
  return headers;
}

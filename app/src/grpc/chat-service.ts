import { once } from "node:events";
import {
  type sendUnaryData,
  type ServerUnaryCall,
  type ServerWritableStream,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { type MemoryBudget, MemoryShare } from "../body";
import { type AnswerFacts, type Caller, type ChatCallOptions, ChatError, type ChatEngine } from "../engine";
import type { Identity } from "../identity";
import { type Logger, requestIdFrom, requestLine } from "../logging";
import type { Metrics } from "../metrics";
import type { Tracing } from "../tracing";
import { dataOf, doneData } from "../upstream";
import { credentialsOf } from "./credentials";
import { toServiceError } from "./errors";
import { type GrpcChatAnswer, type GrpcChatRequest, toAnswer, toChatRequest, toFacts } from "./messages";

/** What the chat service is made of. */
export interface ChatServiceOptions {
  engine: ChatEngine;
  logger: Logger;
  metrics: Metrics;
  tracing: Tracing;
  /** Says who asks, or refuses. */
  identity: Identity;
  /** What all requests together may hold. */
  memory: MemoryBudget;
}

type Call = ServerUnaryCall<GrpcChatRequest, GrpcChatAnswer> | ServerWritableStream<GrpcChatRequest, GrpcChatAnswer>;

/** The chat call over gRPC: the same engine as HTTP's, so routes, overload, retries and accounts are the same. */
export function chatService(options: ChatServiceOptions): UntypedServiceImplementation {
  const { engine } = options;
  return {
    Complete: (call: ServerUnaryCall<GrpcChatRequest, GrpcChatAnswer>, reply: sendUnaryData<GrpcChatAnswer>) => {
      void observed(options, "Complete", call, async (conditions, record) => {
        const answer = await engine.complete(
          { ...toChatRequest(call.request, false, record.memory, record.requestId), caller: record.caller },
          conditions,
        );
        record.facts = answer;
        const message = toAnswer(answer.json, "message", answer.bytes.toString("utf8"));
        reply(null, { ...message, facts: toFacts(answer) });
      }).catch((error: unknown) => reply(toServiceError(error)));
    },
    Stream: (call: ServerWritableStream<GrpcChatRequest, GrpcChatAnswer>) => {
      void observed(options, "Stream", call, async (conditions, record) => {
        const { signal } = conditions;
        const answer = await engine.stream(
          { ...toChatRequest(call.request, true, record.memory, record.requestId), caller: record.caller },
          conditions,
        );
        record.facts = answer;
        for await (const event of answer.events) {
          const data = dataOf(event);
          if (data === undefined || data === doneData) continue;
          await write(call, toAnswer(JSON.parse(data) as Record<string, unknown>, "delta", data), signal);
        }
        await write(call, { content: "", finish_reason: "", raw_json: "", facts: toFacts(answer) }, signal);
        call.end();
      }).catch((error: unknown) => call.emit("error", toServiceError(error)));
    },
  };
}

/** What is known of a call until its line is logged. */
interface CallRecord {
  readonly requestId: string;
  readonly memory: MemoryShare;
  /** Who asks; known before the call is run. */
  caller?: Caller;
  facts?: AnswerFacts;
}

/** Runs a call with a signal that fires when the client goes away or its deadline passes, and tells how it ended. */
async function observed(
  { logger, metrics, tracing, identity, memory }: ChatServiceOptions,
  method: string,
  call: Call,
  run: (conditions: ChatCallOptions & { signal: AbortSignal }, record: CallRecord) => Promise<void>,
): Promise<void> {
  const gone = new AbortController();
  call.once("cancelled", () => gone.abort(new ChatError("client_closed_request", "The caller went away")));
  const endpoint = `/breakwater.chat.v1.Chat/${method}`;
  const span = tracing.startRequest("POST", endpoint, call.metadata.getMap());
  const record: CallRecord = { requestId: requestIdFrom(call.request.request_id), memory: new MemoryShare(memory) };
  const start = performance.now();
  let status = 200;
  let failure: string | undefined;
  try {
    record.caller = identity.callerOf(credentialsOf(call));
    await run({ signal: gone.signal, span, ...queueDeadline(call) }, record);
  } catch (error) {
    status = gone.signal.aborted ? 499 : error instanceof ChatError ? error.status : 500;
    failure = error instanceof ChatError ? error.code : gone.signal.aborted ? "cancelled" : "internal_error";
    if (status === 500) logger.error({ reqId: record.requestId, err: error }, "unforeseen error");
    throw error;
  } finally {
    record.memory.release();
    const { caller, facts, requestId } = record;
    const milliseconds = performance.now() - start;
    metrics.requests.labels(endpoint, String(status), facts?.model ?? "none").inc();
    metrics.requestLatency.labels(endpoint, facts?.model ?? "none").observe(milliseconds / 1_000);
    tracing.endRequest(span, status);
    const line = {
      reqId: requestId,
      method: "gRPC",
      route: endpoint,
      status,
      milliseconds,
      caller,
      facts,
      error: failure,
    };
    logger[status >= 500 ? "warn" : "info"](requestLine(line), "request");
  }
}

/** A place that is found after the caller's deadline is of no use to it. */
function queueDeadline(call: Call): Pick<ChatCallOptions, "queueDeadlineMs"> {
  const deadline = call.getDeadline();
  const leftMs = (typeof deadline === "number" ? deadline : deadline.getTime()) - Date.now();
  return Number.isFinite(leftMs) ? { queueDeadlineMs: Math.max(0, leftMs) } : {};
}

/** Writes, and waits while the client reads too slowly: its answer must not pile up in memory. */
async function write(
  call: ServerWritableStream<GrpcChatRequest, GrpcChatAnswer>,
  message: GrpcChatAnswer,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  if (!call.write(message)) await once(call, "drain", { signal });
}

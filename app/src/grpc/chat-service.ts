import { once } from "node:events";
import {
  type Metadata,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServerWritableStream,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { forgetTexts } from "../body";
import {
  type AnswerFacts,
  type ChatCallOptions,
  type ChatEngine,
  ChatError,
  type ChatRequest,
  knownError,
} from "../engine";
import { type Logger, requestIdFrom } from "../logging";
import type { Metrics } from "../metrics";
import type { Tracing } from "../tracing";
import { dataOf, doneData } from "../upstream";
import { tellCall } from "./call-line";
import { toServiceError } from "./errors";
import { type GrpcChatAnswer, type GrpcChatRequest, toAnswer, toChatRequest, toFacts } from "./messages";
import type { ReceivedHead } from "./receiving";

/** What the chat service is made of. */
export interface ChatServiceOptions {
  engine: ChatEngine;
  logger: Logger;
  metrics: Metrics;
  tracing: Tracing;
  /** What was found out about a call before its message. */
  headOf(metadata: Metadata): ReceivedHead;
  /** Longest time that a client may take nothing of its answer, milliseconds. */
  stallMs: number;
}

type Call = ServerUnaryCall<GrpcChatRequest, GrpcChatAnswer> | ServerWritableStream<GrpcChatRequest, GrpcChatAnswer>;

/** The chat call over gRPC: the same engine as HTTP's, so routes, overload, retries and accounts are the same. */
export function chatService(options: ChatServiceOptions): UntypedServiceImplementation {
  const { engine } = options;
  return {
    Complete: (call: ServerUnaryCall<GrpcChatRequest, GrpcChatAnswer>, reply: sendUnaryData<GrpcChatAnswer>) => {
      void observed(options, "Complete", call, async (conditions, record) => {
        const answer = await engine.complete(requestOf(call, record, false), conditions);
        record.facts = answer;
        const message = toAnswer(answer.json, "message", answer.bytes.toString("utf8"));
        reply(null, { ...message, facts: toFacts(answer) });
      }).catch((error: unknown) => reply(toServiceError(error)));
    },
    Stream: (call: ServerWritableStream<GrpcChatRequest, GrpcChatAnswer>) => {
      void observed(options, "Stream", call, async (conditions, record) => {
        const answer = await engine.stream(requestOf(call, record, true), conditions);
        record.facts = answer;
        const write = writerOf(call, record, options);
        for await (const event of answer.events) {
          const data = dataOf(event);
          if (data === undefined || data === doneData) continue;
          await write(toAnswer(JSON.parse(data) as Record<string, unknown>, "delta", data));
        }
        await write({ content: "", finish_reason: "", raw_json: "", facts: toFacts(answer) });
        call.end();
        record.head.expectTaken();
      }).catch((error: unknown) => call.emit("error", toServiceError(error)));
    },
  };
}

/** What is known of a call until its line is logged. */
interface CallRecord {
  readonly requestId: string;
  readonly head: ReceivedHead;
  /** Fires when the client goes away, its deadline passes, or it takes nothing. */
  readonly gone: AbortController;
  facts?: AnswerFacts;
}

function requestOf(call: Call, { head, requestId }: CallRecord, stream: boolean): ChatRequest {
  const request = toChatRequest(call.request, stream, head.memory, requestId);
  forgetTexts(request.body, request.json);
  // grpc-js keeps the message as long as the call.
  Object.assign(call.request, { messages: [], further_json: "" });
  return { ...request, caller: head.caller };
}

/** Runs a call with a signal that fires when nobody waits for it any more, and tells how it ended. */
async function observed(
  options: ChatServiceOptions,
  method: string,
  call: Call,
  run: (conditions: ChatCallOptions, record: CallRecord) => Promise<void>,
): Promise<void> {
  const { logger, tracing } = options;
  const gone = new AbortController();
  call.once("cancelled", () => gone.abort(new ChatError("client_closed_request", "The caller went away")));
  const path = `/breakwater.chat.v1.Chat/${method}`;
  const span = tracing.startRequest("POST", path, call.metadata.getMap());
  const requestId = requestIdFrom(call.request.request_id);
  const record: CallRecord = { requestId, head: options.headOf(call.metadata), gone };
  const start = performance.now();
  let status = 200;
  let error: string | undefined;
  try {
    await run({ signal: gone.signal, span, memory: record.head.memory, ...queueDeadline(call) }, record);
  } catch (cause) {
    const known = knownError(gone.signal.aborted ? gone.signal.reason : cause);
    ({ status, code: error } = known);
    if (error === "internal_error") logger.error({ reqId: requestId, err: cause }, "unforeseen error");
    throw cause;
  } finally {
    tracing.endRequest(span, status);
    const milliseconds = performance.now() - start;
    const { caller } = record.head;
    tellCall(options, { path, requestId, status, milliseconds, caller, facts: record.facts, error });
  }
}

/** A place that is found after the caller's deadline is of no use to it. */
function queueDeadline(call: Call): Pick<ChatCallOptions, "queueDeadlineMs"> {
  const deadline = call.getDeadline();
  const leftMs = (typeof deadline === "number" ? deadline : deadline.getTime()) - Date.now();
  return Number.isFinite(leftMs) ? { queueDeadlineMs: Math.max(0, leftMs) } : {};
}

/**
 * Writes messages, and waits while the client reads too slowly: its answer must not pile up in memory. One that takes nothing for `stallMs` is cut, for
 * it holds a place at a backend.
 */
function writerOf(
  call: ServerWritableStream<GrpcChatRequest, GrpcChatAnswer>,
  { gone, head }: CallRecord,
  { stallMs, metrics }: ChatServiceOptions,
): (message: GrpcChatAnswer) => Promise<void> {
  const { signal } = gone;
  return async (message) => {
    signal.throwIfAborted();
    if (call.write(message)) return;
    const clock = setTimeout(() => {
      gone.abort(new ChatError("client_stalled", `The caller took nothing for ${stallMs} ms`));
      metrics.stalledClients.inc({ protocol: "grpc" });
      head.cut();
    }, stallMs);
    try {
      await once(call, "drain", { signal });
    } finally {
      clearTimeout(clock);
    }
  };
}

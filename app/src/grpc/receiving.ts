import { constants, type ServerHttp2Stream } from "node:http2";
import {
  type Metadata,
  type ServerInterceptingCallInterface,
  ServerInterceptingCall,
  type ServerInterceptor,
} from "@grpc/grpc-js";
import { type MemoryBudget, MemoryShare, noMemory } from "../body";
import { type Caller, ChatError } from "../engine";
import type { Identity } from "../identity";
import { credentialsOf } from "./credentials";
import { toServiceError } from "./errors";
import { libraryRefusal } from "./library-refusal";

/** What is known of a call before its message is there. */
export interface ReceivedHead {
  caller: Caller;
  /** What the call holds of the process's memory; given back when its HTTP/2 stream closes. */
  memory: MemoryShare;
  /** Cuts the call: its client takes nothing. */
  cut(): void;
  /** Everything was handed over for sending: cuts the call where it is not taken in time. */
  expectTaken(): void;
}

/** What calls are received by. */
export interface ReceivingOptions {
  identity: Identity;
  memory: MemoryBudget;
  /** Path of the service whose calls are meant: `/breakwater.chat.v1.Chat/`. */
  service: string;
  /** Largest message, bytes. */
  maxMessageBytes: number;
  /** Time for a whole message, milliseconds. */
  receiveMs: number;
  /** Longest time that a client may leave its whole answer, or the end of its stream, untaken, milliseconds. */
  stallMs: number;
  /** A call was refused before its message was read. */
  onRefused(path: string, error: ChatError): void;
}

/** Calls whose message is not there yet, of all connections together. One that never comes costs its stream, some kilobytes. */
const mostReceiving = 5_000;

/** Bytes before a message: whether it is compressed, and its length (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). */
const prefixBytes = 5;

/**
 * Receives calls within the memory that HTTP's bodies share. grpc-js puts a whole message together before a handler hears of it, so what a handler
 * would check comes too late for 300 messages of 4 MB: the caller, the room and the time are checked here, frame by frame.
 */
export class Receiving {
  private readonly heads = new WeakMap<Metadata, ReceivedHead>();
  private receiving = 0;

  constructor(private readonly options: ReceivingOptions) {}

  /** What was found out about a call whose handler runs. */
  headOf(metadata: Metadata): ReceivedHead {
    return this.heads.get(metadata)!;
  }

  readonly interceptor: ServerInterceptor = ({ path, responseStream }, call) => {
    // Health is asked by those who have no key, and its messages are small.
    if (!path.startsWith(this.options.service)) return new ServerInterceptingCall(call);
    const { memory, stallMs, maxMessageBytes } = this.options;
    const stream = streamOf(call);
    const share = new MemoryShare(memory);
    let whole = (): void => undefined;
    let lastClock: NodeJS.Timeout | undefined;
    const cut = (): void => stream.close(constants.NGHTTP2_CANCEL);
    const expectTaken = (): void => {
      if (!stream.closed) lastClock ??= setTimeout(cut, stallMs);
    };
    stream.once("close", () => {
      whole();
      clearTimeout(lastClock);
      share.release();
    });
    const send = call.sendStatus.bind(call);
    const refuse = (error: ChatError): void => {
      whole();
      this.options.onRefused(path, error);
      send(toServiceError(error));
      // What is left of the message is not waited for, and what has come of it is let go.
      setImmediate(() => stream.close(constants.NGHTTP2_NO_ERROR));
    };
    let hasMessage = false;
    let begun = false;
    // What grpc-js refuses by itself, no interceptor sees: it tells the call below them.
    call.sendStatus = (status) => {
      const refusal = begun ? undefined : libraryRefusal(status, maxMessageBytes);
      if (refusal === undefined) send(status);
      else refuse(refusal);
    };
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, nextMetadata) => {
            try {
              const caller = this.options.identity.callerOf(credentialsOf({ metadata, getPeer: () => call.getPeer() }));
              this.heads.set(metadata, { caller, memory: share, cut, expectTaken });
              whole = this.receive(stream, share, refuse);
            } catch (error) {
              if (!(error instanceof ChatError)) throw error;
              return refuse(error);
            }
            nextMetadata(metadata);
          },
          onReceiveMessage: (message, nextMessage) => {
            hasMessage = true;
            nextMessage(message);
          },
          // A handler begins when the client has said that no more comes, not with the message: until then the clock runs.
          onReceiveHalfClose: (nextHalfClose) => {
            whole();
            begun = hasMessage;
            nextHalfClose();
          },
        }),
      // A stream's own messages have their clock where they are written.
      sendMessage: (message, next) => {
        if (!responseStream) expectTaken();
        next(message);
      },
      sendStatus: (status, next) => {
        expectTaken();
        next(status);
      },
    });
  };

  /** Takes the frames of one message from the share as they come. Returns the function that ends it. */
  private receive(stream: ServerHttp2Stream, share: MemoryShare, refuse: (error: ChatError) => void): () => void {
    const { maxMessageBytes, receiveMs } = this.options;
    if (this.receiving >= mostReceiving)
      throw new ChatError("overloaded", "Too many calls are on their way.", { retryAfterSeconds: 1 });
    this.receiving += 1;
    let isFirst = true;
    const onData = (frame: Buffer): void => {
      // What a compressed message becomes is known when it is too late.
      const bytes = isFirst && frame[0] === 1 ? maxMessageBytes : frame.length;
      const announced = isFirst && frame.length >= prefixBytes ? frame.readUInt32BE(1) : 0;
      isFirst = false;
      if ((announced <= maxMessageBytes && !share.hasRoom(announced)) || !share.take(bytes)) refuse(noMemory());
    };
    // Before grpc-js' own listener: what is refused is not kept.
    stream.prependListener("data", onData);
    const clock = setTimeout(
      () => refuse(new ChatError("request_timeout", "The message did not come in time.")),
      receiveMs,
    );
    let over = false;
    return () => {
      if (over) return;
      over = true;
      this.receiving -= 1;
      clearTimeout(clock);
      stream.off("data", onData);
    };
  }
}

/**
 * The HTTP/2 stream of a call. grpc-js hands its interceptors the call alone and has no other hook between the head of a call and its whole message;
 * the stream is a field of it that the types call private.
 */
function streamOf(call: ServerInterceptingCallInterface): ServerHttp2Stream {
  const { stream } = call as unknown as { stream?: ServerHttp2Stream };
  if (stream === undefined) throw new Error("grpc-js' calls have no HTTP/2 stream any more");
  return stream;
}

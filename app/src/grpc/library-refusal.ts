import { type Metadata, status } from "@grpc/grpc-js";
import { ChatError } from "../engine";

/** A status as grpc-js sends it. */
export interface SentStatus {
  code?: status | null;
  details?: string | null;
  metadata?: Metadata | null;
}

/**
 * What grpc-js itself refuses before a handler hears of it, in the app's words and with a code; `undefined` for what has one already, and for a call that
 * is over. By code and words, since the library tells no more
 * (https://github.com/grpc/grpc-node/blob/@grpc/grpc-js@1.14.0/packages/grpc-js/src/server-interceptors.ts).
 */
export function libraryRefusal(
  { code, details, metadata }: SentStatus,
  maxMessageBytes: number,
): ChatError | undefined {
  if (metadata?.get("error-code").length) return undefined;
  switch (code) {
    case status.RESOURCE_EXHAUSTED:
      return new ChatError("request_too_large", `The message is larger than ${maxMessageBytes} bytes.`);
    case status.UNIMPLEMENTED:
      return details?.includes("compressed")
        ? new ChatError("unsupported_content_encoding", "grpc-encoding must be identity, gzip or deflate.", {
            param: "grpc-encoding",
          })
        : new ChatError("invalid_request", "A call must have exactly one message, and a whole one.");
    case status.INTERNAL:
      return details?.includes("decompress")
        ? new ChatError("invalid_request", "The message cannot be decompressed.")
        : undefined;
    default:
      return undefined;
  }
}

import type { MemoryShare } from "../body";
import { type AnswerFacts, type Caller, Cancellation } from "../engine";
import { anonymous } from "../identity";
import type { OpenUsage } from "../usage";
import type { Span } from "@opentelemetry/api";

/** What is known of a request until its line is logged. */
export class RequestRecord {
  readonly start = performance.now();
  /** Who asks. Known before the body is read, on every route that needs a credential. */
  caller: Caller = anonymous;
  /** Where callers' usage is known. */
  usage: Pick<OpenUsage, "rateLimitsOf"> | undefined;
  /** The body as it came, but for a byte order mark. */
  body: Buffer | undefined;
  /** The answer's facts, once there is one. */
  facts: Partial<AnswerFacts> | undefined;
  /** Code of the error that was answered. */
  errorCode: string | undefined;
  /** Only where prompts are logged. */
  prompt: unknown;
  span: Span | undefined;
  /** Fires when the client goes before its answer has ended. */
  readonly signal = new Cancellation();

  /** @param memory what the request holds of the process's memory */
  constructor(readonly memory: MemoryShare) {}
}

declare module "fastify" {
  interface FastifyRequest {
    record: RequestRecord;
  }
}

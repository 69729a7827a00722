import { type AnswerFacts, type Caller, Cancellation } from "../engine";
import { anonymous } from "../identity";
import type { Span } from "@opentelemetry/api";

/** What is known of a request until its line is logged. */
export class RequestRecord {
  readonly start = performance.now();
  /** Who asks. Known before the body is read, on every route that needs a credential. */
  caller: Caller = anonymous;
  /** The body as it came. */
  body: Buffer | undefined;
  /** Bytes of the body that are taken from the budget. */
  heldBytes = 0;
  /** The answer's facts, once there is one. */
  facts: Partial<AnswerFacts> | undefined;
  /** Code of the error that was answered. */
  errorCode: string | undefined;
  /** Only where prompts are logged. */
  prompt: unknown;
  span: Span | undefined;
  /** Fires when the client goes before its answer has ended. */
  readonly signal = new Cancellation();
}

declare module "fastify" {
  interface FastifyRequest {
    record: RequestRecord;
  }
}

export { Cancellation, type CancelSignal } from "./cancellation";
export { ChatError, knownError } from "./chat-error";
export { type ErrorCode, errorCodes } from "./error-codes";
export type {
  AnswerFacts,
  CallBody,
  Caller,
  ChatBody,
  ChatCallOptions,
  MemoryRoom,
  ChatEngine,
  ChatRequest,
  CompletedAnswer,
  Meter,
  Endpoint,
  StreamedAnswer,
  Usage,
} from "./types";

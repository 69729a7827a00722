export { Cancellation, type CancelSignal } from "./cancellation";
export { ChatError } from "./chat-error";
export { type ErrorCode, errorCodes } from "./error-codes";
export type {
  AnswerFacts,
  Caller,
  ChatBody,
  ChatCallOptions,
  ChatEngine,
  ChatRequest,
  CompletedAnswer,
  StreamedAnswer,
  Usage,
} from "./types";

export { Cancellation, type CancelSignal } from "./cancellation";
export { ChatError } from "./chat-error";
export type {
  AnswerFacts,
  ChatBody,
  ChatCallOptions,
  ChatEngine,
  ChatRequest,
  CompletedAnswer,
  StreamedAnswer,
  Usage,
} from "./types";

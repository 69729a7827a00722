export { MemorySessionStore } from "./memory-store";
export { RedisSessionStore } from "./redis-store";
export { longestTitle, oneLine, titleFrom } from "./title";
export { addTurn, type NewTurn, turnsOf } from "./turns";
export {
  sessionBounds,
  SessionsUnavailableError,
  type Session,
  type SessionBounds,
  type SessionMessage,
  type SessionStore,
  type SessionSummary,
} from "./types";

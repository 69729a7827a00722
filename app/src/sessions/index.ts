export { MemorySessionStore } from "./memory-store";
export { RedisSessionStore } from "./redis-store";
export { SessionsUnavailableError, type SessionBounds, type SessionMessage, type SessionStore } from "./types";

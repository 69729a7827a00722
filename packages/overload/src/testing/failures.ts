import type { CallFailure } from "../route";

/** Every way in which a call can end without an answer. */
export const failures: readonly CallFailure[] = [
  "rejected",
  "wrongRequest",
  "blocked",
  "modelMissing",
  "unauthorized",
  "quotaExhausted",
  "failed",
  "timeout",
  "absent",
  "cancelled",
];

import type { Failure, FailureKind } from "../failure";
import { t } from "./language";
import type { Key } from "./strings";

const words: Record<FailureKind, Key> = {
  network: "failNetwork",
  cut: "failCut",
  unauthorized: "failUnauthorized",
  login: "failLogin",
  busy: "failBusy",
  budget: "failBudget",
  tooLarge: "failTooLarge",
  gone: "failGone",
  unreadable: "failUnreadable",
  unavailable: "failUnavailable",
  refused: "failRefused",
};

/** A failure in words: ours, in the user's language. */
export const wordsOf = ({ kind, facts }: Failure): string =>
  t(kind === "network" && !navigator.onLine ? "failOffline" : words[kind], { status: facts.status ?? "–" });

/** What the API itself says about it, where that adds to our words. It says it in English. */
export const saidOf = ({ kind, facts }: Failure): string | undefined =>
  ["refused", "unavailable", "busy", "budget", "tooLarge"].includes(kind) ? facts.said : undefined;

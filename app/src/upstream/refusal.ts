import type { CallFailure } from "@breakwater/overload";
import { saidTooLong } from "../context-window";
import type { ToldError } from "./told-error";

/**
 * Time before which a 408, 504 or 524 says that the gateway reached nobody, milliseconds, and after which it says that it gave up waiting for the model:
 * gateways wait for 15 s (Envoy's default) and longer.
 */
const gaveUpAfterMs = 10_000;

/** Codes and types of an account without money: OpenAI's, Azure's, OpenRouter's, DeepSeek's, Anthropic's and LiteLLM's. */
const quotaNames =
  /^(insufficient_quota|billing_hard_limit_reached|billing_not_active|billing_error|access_terminated|insufficient_(balance|credits|funds)|exceeded_current_quota_error|budget_exceeded)$/i;
/** Anthropic answers 400, and LiteLLM's budgets 400 or 429, with these words. */
const quotaWords =
  /credit balance is too low|insufficient (balance|credit|funds)|exceeded ?budget|budget has been exceeded|billing hard limit/i;

/** A key that is not taken, where the status alone does not say so. Gemini answers 400 for one. */
const keyNames =
  /^(invalid_api_key|api_key_invalid|authentication_error|auth_error|invalid_authentication|unauthorized|unauthenticated|invalid_organization|ip_not_authorized|account_deactivated)$/i;
const keyWords =
  /api[ _-]?key|subscription key|access token|auth(entication|orization)? (credentials|error|failed|header|token)|unauthori[sz]ed|invalid (token|credentials)|incorrect key|bearer/i;

/** A model that this backend lacks, or does not give to our account. */
const modelNames =
  /^(model_not_found|deploymentnotfound|model_not_available|model_not_supported|invalid_model|key_model_access_denied|unsupported_country_region_territory)$/i;
const modelWords =
  /\bmodel\b[^.]{0,120}(does not exist|not exist|not found|not available|is not a valid model|no access)|invalid model|not a valid model id|(not have|no|denied) access to[^.]{0,40} model|not allowed to access model|not allowed to sample from this model/i;

/** Moderation and content filters: OpenAI's, Azure's and LiteLLM's. */
const filterNames =
  /^(content_filter|content_policy_violation|responsibleaipolicyviolation|moderation_blocked|content_blocked|safety|prohibited_content|cyber_policy|invalid_prompt)$/i;

/**
 * Statuses of a wrong address, method or header, none of which is the caller's: in a client's hands they would lead it astray (browsers repeat a 421).
 */
export const notOfTheCaller: ReadonlySet<number> = new Set([
  405, 406, 407, 411, 412, 414, 415, 417, 421, 426, 428, 431,
]);

/** What a response without an answer is. */
export interface Refusal {
  status: number;
  told: ToldError | undefined;
  /** Whether it came as JSON: a proxy before the backend answers with a page. */
  isJson: boolean;
  /** Time from the request to it, milliseconds. */
  afterMs: number;
}

/** What a refusal says about the request, the key, the account, the model and the backend's health. */
export function meaningOf({ status, told, isJson, afterMs }: Refusal): CallFailure {
  if (status === 408 || status === 504 || status === 524) return afterMs >= gaveUpAfterMs ? "timeout" : "failed";
  if (status === 402 || isQuota(status, told)) return "quotaExhausted";
  // OpenAI's words for one request that is more than a minute's tokens: no wait mends it, and another backend may take it.
  if (status === 429) return /\brequest too large\b/i.test(told?.message ?? "") ? "modelMissing" : "rejected";
  // A page instead of JSON comes from a proxy that has nobody behind it. 529 is Anthropic's "overloaded".
  if (status === 529 || status === 503) return isJson || told !== undefined ? "rejected" : "failed";
  // Some tell a prompt that is too long as a failure of their own: no other call mends it, and they are well.
  if (status >= 500 && saidTooLong({ ...told, status }) !== undefined) return "wrongRequest";
  if (status >= 500 || status < 400) return "failed";
  // 499: a proxy's client went, and that was the gateway, not ours. 409 and 425 ask to come again.
  if (status === 409 || status === 425 || status === 499) return "failed";
  if (isKey(status, told)) return "unauthorized";
  if (isFilter(told)) return "blocked";
  // The address, the method or a header is wrong, which are this service's: another backend may take the same request.
  if (notOfTheCaller.has(status)) return "modelMissing";
  if (status === 404 || names(told, modelNames) || modelWords.test(told?.message ?? "")) return "modelMissing";
  // A 403 that speaks neither of a key nor of a model is about what was asked: moderation has many words.
  if (status === 403) return told === undefined ? "modelMissing" : "blocked";
  return "wrongRequest";
}

/** OpenAI's code for what other providers only say in words: who keeps conversations acts on it. */
export function codeOf(status: number, told: ToldError | undefined): string | undefined {
  return saidTooLong({ ...told, status }) !== undefined ? "context_length_exceeded" : told?.code;
}

function isQuota(status: number, told: ToldError | undefined): boolean {
  if (status >= 500 || told === undefined) return false;
  return names(told, quotaNames) || quotaWords.test(told.message ?? "");
}

function isKey(status: number, told: ToldError | undefined): boolean {
  if (names(told, modelNames) || /not allowed to access model/i.test(told?.message ?? "")) return false;
  if (status === 401) return true;
  if (status === 403) return names(told, keyNames) || keyWords.test(told?.message ?? "");
  return status === 400 && (names(told, keyNames) || /api key not valid|API_KEY_INVALID/i.test(wordsOf(told)));
}

function isFilter(told: ToldError | undefined): boolean {
  if (names(told, filterNames)) return true;
  const inner = told?.details?.innererror as { code?: unknown } | null | undefined;
  return typeof inner?.code === "string" && filterNames.test(inner.code);
}

function names(told: ToldError | undefined, pattern: RegExp): boolean {
  return told !== undefined && (pattern.test(told.code ?? "") || pattern.test(told.type ?? ""));
}

const wordsOf = (told: ToldError | undefined): string =>
  `${told?.code ?? ""} ${told?.type ?? ""} ${told?.message ?? ""}`;

/** OpenAI's names for what can be wrong (https://platform.openai.com/docs/guides/error-codes); a provider may have others. */
export type ErrorType =
  | "invalid_request_error"
  | "authentication_error"
  | "permission_error"
  | "rate_limit_error"
  | "api_error"
  | "timeout_error"
  | (string & {});

/** What a code stands for. */
export interface ErrorKind {
  /** HTTP status; gRPC's follows from it. */
  readonly status: number;
  readonly type: ErrorType;
  /** Whether the same request may succeed later. */
  readonly retry: boolean;
  /** Who did what, for the table in docs/app.md. */
  readonly meaning: string;
}

/** The type follows from the status. */
function kind(status: number, retry: "retry" | "final", meaning: string): ErrorKind {
  return {
    status,
    type: types[status] ?? (status < 500 ? "invalid_request_error" : "api_error"),
    retry: retry === "retry",
    meaning,
  };
}

const types: Readonly<Record<number, ErrorType>> = {
  401: "authentication_error",
  403: "permission_error",
  429: "rate_limit_error",
  499: "api_error",
  504: "timeout_error",
};

/**
 * Every code that the app itself answers with, by HTTP, by gRPC or inside a stream. What a provider refuses passes with the provider's own status,
 * type and code. `docs/app.md` has the same as a table, and a test compares them.
 */
export const errorCodes = {
  invalid_json: kind(400, "final", "the body is no JSON; the message says where"),
  invalid_request: kind(400, "final", "a field or a header is wrong; `param` names it"),
  integer_above_max_value: kind(400, "final", "a number is above its bound; `param` names it"),
  integer_below_min_value: kind(400, "final", "a number is below its bound; `param` names it"),
  array_above_max_length: kind(400, "final", "a list is longer than its bound; `param` names it"),
  string_above_max_length: kind(400, "final", "a text is longer than its bound; `param` names it"),
  invalid_type: kind(400, "final", "a field has the wrong type; `param` names it"),
  too_many_values: kind(400, "final", "the JSON has more than 250,000 values"),
  incomplete_body: kind(400, "retry", "the connection broke inside the body"),
  invalid_http: kind(400, "final", "what came is no HTTP"),
  invalid_url: kind(400, "final", "the address cannot be decoded"),
  context_length_exceeded: kind(400, "final", "the message alone is longer than the model can read"),
  unsupported_parameter: kind(400, "final", "this service does not have what a field asks for; `param` names it"),
  use_case_not_found: kind(400, "final", "no route has this use case"),
  upstream_refused: kind(
    400,
    "final",
    "the model's provider refuses the request and gives no code; the status is the provider's",
  ),
  missing_api_key: kind(401, "final", "a key is needed, and none came"),
  invalid_api_key: kind(401, "final", "the key is not known"),
  expired_api_key: kind(401, "final", "the key has ended"),
  login_required: kind(401, "final", "a login at the edge is needed, and none came"),
  api_key_revoked: kind(403, "final", "the key of a task is no longer in the list, or has ended"),
  use_case_not_allowed: kind(403, "final", "the key may not use this use case, or none of its models"),
  // OpenAI's code: https://github.com/artificial-julien/docker-nginx-openai-api-cache/issues/2
  unknown_url: kind(404, "final", "there is nothing at this address"),
  model_not_found: kind(404, "final", "no route has this model, or the key may not use it"),
  session_not_found: kind(404, "final", "the caller has no such conversation"),
  message_not_found: kind(404, "final", "the conversation has no such message of the user"),
  task_not_found: kind(404, "final", "the caller has no such task"),
  method_not_allowed: kind(405, "final", "the header `allow` lists what this address takes"),
  request_timeout: kind(408, "retry", "headers or body took too long"),
  idempotency_conflict: kind(409, "final", "the idempotency key belongs to another request"),
  request_too_large: kind(413, "final", "the body is larger than its route takes"),
  unsupported_media_type: kind(415, "final", "the body is not `application/json`"),
  unsupported_content_encoding: kind(415, "final", "the body is compressed, which is not taken"),
  rate_limit_exceeded: kind(429, "retry", "the key has reached a limit a minute; the type is `requests` or `tokens`"),
  insufficient_quota: {
    ...kind(
      429,
      "final",
      "the key has used its tokens or dollars of today, or this service's account at the model's provider is used up",
    ),
    type: "insufficient_quota",
  },
  service_budget_batch: kind(
    429,
    "final",
    "the service's budget of today is nearly used: batch requests wait for tomorrow",
  ),
  overloaded: kind(429, "retry", "the service is at its limit and could not answer in time"),
  queue_full: kind(429, "retry", "too many tasks wait"),
  upstream_overloaded: kind(429, "retry", "the model's provider is at its limit"),
  headers_too_large: kind(431, "final", "the headers are larger than 16 KiB"),
  client_closed_request: kind(499, "retry", "the client has gone; seen in logs and metrics only"),
  client_stalled: kind(
    499,
    "retry",
    "the client took nothing of its answer for `CLIENT_STALL_TIMEOUT`; seen in logs and metrics only",
  ),
  internal_error: kind(500, "retry", "a fault of this service, which its log has under the request's id"),
  unsupported_transfer_coding: kind(501, "final", "the transfer coding is not `chunked` alone"),
  upstream_error: kind(502, "final", "the model's provider failed"),
  upstream_invalid: kind(502, "final", "the model's provider sent something that is no answer"),
  upstream_redirect: kind(502, "final", "the model's provider redirects, which is not followed"),
  upstream_unreachable: kind(502, "final", "the model's provider cannot be reached, or its connection broke"),
  upstream_unauthorized: kind(502, "final", "the model's provider does not accept this service's key"),
  service_budget_exhausted: kind(
    503,
    "final",
    "the service's budget of today is used: only the in-cluster model answers",
  ),
  backend_unavailable: kind(503, "retry", "no backend of the route answers at the moment"),
  upstream_unavailable: kind(503, "retry", "the model's provider says that it takes nothing now"),
  upstream_key_missing: kind(503, "retry", "this service has no key for the model's provider yet"),
  sessions_unavailable: kind(503, "retry", "conversations can be neither read nor changed at the moment"),
  tasks_unavailable: kind(503, "retry", "tasks can be neither taken nor read at the moment"),
  upstream_timeout: kind(504, "final", "the model did not answer in time"),
  upstream_stalled: kind(504, "final", "the model fell silent inside its answer"),
} as const satisfies Readonly<Record<string, ErrorKind>>;

/** A code of the app's own. */
export type ErrorCode = keyof typeof errorCodes;

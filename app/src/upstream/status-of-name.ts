/** HTTP statuses of the names by which providers tell an error where there is no status: inside a stream, or under status 200. */
const statuses: Readonly<Record<string, number>> = {
  // OpenAI (https://platform.openai.com/docs/guides/error-codes).
  invalid_request_error: 400,
  context_length_exceeded: 400,
  content_filter: 400,
  invalid_prompt: 400,
  invalid_api_key: 401,
  model_not_found: 404,
  insufficient_quota: 429,
  rate_limit_exceeded: 429,
  requests: 429,
  tokens: 429,
  server_error: 500,
  server_is_overloaded: 503,
  slow_down: 503,
  // Anthropic (https://docs.anthropic.com/en/api/errors).
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
  // Google (https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto).
  invalid_argument: 400,
  failed_precondition: 400,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  resource_exhausted: 429,
  internal: 500,
  unavailable: 503,
  deadline_exceeded: 504,
  // vLLM and LiteLLM write the names of Python's exceptions, most of them those of OpenAI's client.
  badrequesterror: 400,
  contextwindowexceedederror: 400,
  contentpolicyviolationerror: 400,
  unprocessableentityerror: 422,
  authenticationerror: 401,
  permissiondeniederror: 403,
  notfounderror: 404,
  ratelimiterror: 429,
  internalservererror: 500,
  serviceunavailableerror: 503,
  // Bedrock.
  validationexception: 400,
  throttlingexception: 429,
  modelstreamerrorexception: 500,
  serviceunavailableexception: 503,
};

/** The status that an error's code or type stands for, or `undefined`. */
export function statusOfName(name: string | undefined): number | undefined {
  const known = name?.toLowerCase();
  return known !== undefined && Object.hasOwn(statuses, known) ? statuses[known] : undefined;
}

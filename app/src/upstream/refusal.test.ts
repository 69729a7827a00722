import { outcomeOfStatus } from "./outcome";

/* What providers really answer. Sources: platform.openai.com/docs/guides/error-codes; learn.microsoft.com, Azure OpenAI; openrouter.ai/docs, errors and
   debugging; docs.litellm.ai and its exceptions.py; vLLM's serving engine; docs.anthropic.com/en/api/errors; ai.google.dev; api-docs.deepseek.com. */

const answered = (status: number, error: unknown) =>
  outcomeOfStatus(status, {}, Buffer.from(typeof error === "string" ? error : JSON.stringify(error)));

describe("a provider's answer about our key is ours, and nothing of it is told", () => {
  test.each<[string, number, unknown]>([
    ["OpenAI", 401, { error: { message: "Incorrect API key provided: sk-x.", code: "invalid_api_key" } }],
    ["Azure", 401, { error: { code: "401", message: "Access denied due to invalid subscription key." } }],
    ["OpenRouter", 401, { error: { code: 401, message: "No auth credentials found" } }],
    ["LiteLLM", 401, { error: { message: "Authentication Error, Invalid proxy server token", type: "auth_error" } }],
    ["vLLM", 401, { error: "Unauthorized" }],
    ["Anthropic", 401, { type: "error", error: { type: "authentication_error", message: "invalid x-api-key" } }],
    [
      "Anthropic",
      403,
      { type: "error", error: { type: "permission_error", message: "Your API key lacks permission" } },
    ],
    ["Gemini", 400, [{ error: { code: 400, message: "API key not valid.", status: "INVALID_ARGUMENT" } }]],
    ["a gateway", 403, { error: { message: "Invalid token", type: "forbidden" } }],
  ])("%s, %i", (_who, status, body) => {
    const { kind, error } = answered(status, body);
    expect(kind).toBe("unauthorized");
    expect(error).toMatchObject({ status: 502, code: "upstream_unauthorized", retry: false });
    expect(error.message).not.toMatch(/sk-x|subscription/);
  });
});

describe("moderation is the request's", () => {
  test.each<[string, number, { error: { message: string; code?: unknown; type?: string } }]>([
    [
      "OpenRouter",
      403,
      { error: { code: 403, message: "Your chosen model requires moderation and your input was flagged" } },
    ],
    ["OpenAI", 400, { error: { message: "Rejected by our safety system.", code: "content_policy_violation" } }],
    ["a guardrail", 403, { error: { message: "Request denied.", code: "forbidden" } }],
    ["Azure", 400, { error: { message: "filtered", code: "content_filter" } }],
  ])("%s, %i", (_who, status, body) => {
    const { kind, error } = answered(status, body);
    expect(kind).toBe("blocked");
    expect(error).toMatchObject({ status, message: body.error.message, code: String(body.error.code) });
  });
});

describe("a model that is not there may be elsewhere", () => {
  test.each<[string, number, unknown]>([
    ["OpenAI", 404, { error: { message: "The model `x` does not exist", code: "model_not_found" } }],
    ["OpenAI", 403, { error: { message: "Project `p` does not have access to model `x`", code: "model_not_found" } }],
    ["Azure", 404, { error: { code: "DeploymentNotFound", message: "The API deployment does not exist." } }],
    ["vLLM", 404, { error: { message: "The model `x` does not exist.", type: "NotFoundError", code: 404 } }],
    ["OpenRouter", 400, { error: { code: 400, message: "foo/bar is not a valid model ID" } }],
    ["DeepSeek", 400, { error: { message: "Model Not Exist", type: "invalid_request_error" } }],
    ["LiteLLM", 401, { error: { message: "key not allowed to access model.", type: "key_model_access_denied" } }],
    ["OpenAI", 403, { error: { message: "Country not supported", code: "unsupported_country_region_territory" } }],
    ["a proxy", 404, "<html>404</html>"],
  ])("%s, %i", (_who, status, body) => expect(answered(status, body).kind).toBe("modelMissing"));
});

describe("an account without money is no load, and no client's business", () => {
  test.each<[string, number, unknown]>([
    ["OpenAI", 429, { error: { message: "You exceeded your current quota", code: "insufficient_quota" } }],
    ["OpenAI", 429, { error: { message: "Billing not active", code: "billing_not_active" } }],
    ["OpenRouter", 402, { error: { code: 402, message: "Insufficient credits" } }],
    ["DeepSeek", 402, { error: { message: "Insufficient Balance" } }],
    ["Anthropic", 400, { error: { type: "invalid_request_error", message: "Your credit balance is too low" } }],
    ["LiteLLM", 400, { error: { message: "Budget has been exceeded! Current cost: 1", type: "budget_exceeded" } }],
    ["Moonshot", 429, { error: { message: "quota", type: "exceeded_current_quota_error" } }],
  ])("%s, %i", (_who, status, body) => {
    const { kind, error } = answered(status, body);
    expect(kind).toBe("quotaExhausted");
    expect(error).toMatchObject({ status: 429, code: "insufficient_quota", retry: false });
  });
});

describe("load is load", () => {
  test.each<[string, number, unknown]>([
    ["OpenAI", 429, { error: { message: "Rate limit reached", type: "tokens", code: "rate_limit_exceeded" } }],
    [
      "Azure",
      429,
      { error: { code: "429", message: "Requests have exceeded token rate limit. Retry after 2 seconds." } },
    ],
    // Gemini says so for a limit a minute as well.
    [
      "Gemini",
      429,
      [{ error: { code: 429, message: "You exceeded your current quota", status: "RESOURCE_EXHAUSTED" } }],
    ],
    ["Anthropic", 529, { type: "error", error: { type: "overloaded_error", message: "Overloaded" } }],
    ["Gemini", 503, [{ error: { code: 503, message: "The model is overloaded.", status: "UNAVAILABLE" } }]],
  ])("%s, %i", (_who, status, body) => expect(answered(status, body).kind).toBe("rejected"));
});

describe("a prompt that is too long has OpenAI's code, whoever says so", () => {
  test.each<[string, number, string]>([
    ["OpenAI", 400, "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000."],
    ["vLLM", 400, "The decoder prompt (length 5000) is longer than the maximum model length of 4096. Make sure that"],
    ["vLLM", 400, "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens"],
    ["Anthropic", 400, "prompt is too long: 210000 tokens > 200000 maximum"],
    ["Anthropic", 400, "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000"],
    ["Gemini", 400, "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."],
    ["LiteLLM", 400, "litellm.ContextWindowExceededError: OpenAIException"],
    [
      "Mistral",
      400,
      "Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length",
    ],
    ["llama.cpp", 400, "the request exceeds the available context size, try increasing it"],
  ])("%s, %i: %s", (_who, status, message) => {
    const { kind, error } = answered(status, { error: { message, type: "BadRequestError", code: status } });
    expect([kind, error.code, error.message]).toEqual(["wrongRequest", "context_length_exceeded", message]);
  });

  test("and what is no such thing has not", () => {
    const { error } = answered(400, { error: { message: "max_tokens is too large: 99999", code: 400 } });
    expect(error.code).toBe("400");
  });
});

test("a list of FastAPI's problems is words, too", () => {
  const { error } = answered(422, { detail: [{ loc: ["body", "messages"], msg: "Field required", type: "missing" }] });
  expect(error.message).toBe("body.messages: Field required");
});

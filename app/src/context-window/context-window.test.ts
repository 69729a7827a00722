import { ChatError } from "../engine";
import { ContextWindows, tooLongOf } from ".";
import { estimatedTokens } from "./estimate";
import { windowOf } from "./known-windows";

/** A refusal as the engine passes it on: the provider's status, type, code and words. */
const refusal = (message: string, provider: { status?: number; type?: string; code?: string } = {}): ChatError =>
  new ChatError("upstream_refused", message, { provider: { status: 400, ...provider } });

describe("what providers say of a request that is too long", () => {
  test.each<[provider: string, message: string, window: number | undefined, more?: Parameters<typeof refusal>[1]]>([
    [
      "OpenAI",
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 130001 tokens. Please reduce the length of the messages.",
      128_000,
      { code: "context_length_exceeded" },
    ],
    [
      "OpenAI, Responses",
      "Your input exceeds the context window of this model. Please adjust your input and try again.",
      undefined,
    ],
    [
      "vLLM",
      "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4000 in the messages, 1000 in the completion). Please reduce the length of the messages or completion.",
      4_096,
      { type: "BadRequestError" },
    ],
    [
      "vLLM 0.8",
      "The decoder prompt (length 5000) is longer than the maximum model length of 4096. Make sure that `max_model_len` is no smaller.",
      4_096,
    ],
    [
      "vLLM 0.10",
      "'max_tokens' or 'max_completion_tokens' is too large: 2048. This model's maximum context length is 4096 tokens and your request has 3000 input tokens",
      4_096,
    ],
    ["vLLM, full prompt", "max_tokens must be at least 1, got -903.", undefined],
    ["Anthropic", "prompt is too long: 210000 tokens > 200000 maximum", 200_000],
    [
      "Anthropic, with its answer",
      "input length and `max_tokens` exceed context limit: 195000 + 20000 > 200000, decrease input length or `max_tokens` and try again",
      200_000,
    ],
    ["Gemini", "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).", 1_048_576],
    ["Bedrock", "Input is too long for requested model.", undefined],
    [
      "llama.cpp",
      "the request exceeds the available context size (4096 tokens), try increasing it",
      4_096,
      { type: "exceed_context_size_error" },
    ],
    [
      "TGI",
      "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 4000 `inputs` tokens and 1000 `max_new_tokens`",
      4_096,
      { status: 422 },
    ],
    [
      "Mistral",
      "Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length",
      32_768,
    ],
    [
      "LiteLLM",
      "litellm.ContextWindowExceededError: ContextWindowExceededError: OpenAIException - This model's maximum context length is 8,192 tokens.",
      8_192,
    ],
    [
      "LiteLLM, without the provider's words",
      "litellm.BadRequestError: ContextWindowExceededError - no such luck",
      undefined,
    ],
    [
      "vLLM, V1",
      "The prompt (total length 5000) is too long to fit into the model (context length 4096). Make sure that `max_model_len` is no smaller than the number of text tokens.",
      4_096,
    ],
    ["TensorRT-LLM", "Prompt length (5000) exceeds maximum input length (4096). Set a smaller prompt.", 4_096],
    [
      "LM Studio",
      "Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.",
      4_096,
    ],
    ["Moonshot", "Invalid request: Your request exceeded model token limit: 8192", 8_192],
    ["DashScope", "<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 129024]", 129_024],
    [
      "Gemini, without brackets",
      "Unable to submit request because the input token count is 40000 but exceeds the maximum number of tokens allowed: 32768.",
      32_768,
    ],
    ["SGLang", "The input (5000 tokens) is longer than the model's context length (4096 tokens).", 4_096],
    ["TGI, the input alone", "Input validation error: `inputs` must have less than 1024 tokens. Given: 5000", 1_024],
    ["an older llama.cpp", "Context size has been exceeded.", undefined, { status: 500 }],
    ["an older vLLM", "Input prompt (5000 tokens) is too long and exceeds maximum model length", undefined],
    ["a code alone", "no", undefined, { code: "context_length_exceeded" }],
    ["too many bytes", "Request exceeds the maximum size", undefined, { status: 413, type: "request_too_large" }],
  ])("%s", (...[, message, window, provider]) => {
    expect(tooLongOf(refusal(message, provider))).toEqual({ window });
  });

  test.each([
    [
      "a rate limit in tokens",
      refusal("Too many tokens, please wait before trying again. Limit 30000 per minute.", {
        status: 429,
        code: "rate_limit_exceeded",
      }),
    ],
    ["a quota", refusal("You exceeded your current quota", { status: 429, code: "insufficient_quota" })],
    [
      "a bound of a field",
      refusal("max_tokens is too large: 100000. This model supports at most 16384 completion tokens."),
    ],
    ["a wrong field", refusal("messages[0].role is invalid")],
    ["no answer in time", new ChatError("upstream_timeout", "The model did not answer in time.")],
    ["an error of another kind", new Error("maximum context length is 5")],
  ])("and what is something else: %s", (_name, error) => {
    expect(tooLongOf(error)).toBeUndefined();
  });
});

describe("the estimate of tokens", () => {
  // The most that o200k_base, cl100k_base, Llama 3's and Claude 2's tokenizers (npm: gpt-tokenizer, llama3-tokenizer-js, @anthropic-ai/tokenizer) count of it.
  test.each([
    [
      "Korean",
      "안녕하세요. 저는 주문한 상품의 배송 상태를 알고 싶습니다. 어제 주문했는데 아직 도착하지 않았어요. ",
      10,
      638,
    ],
    ["Chinese", "您好，我想查询一下我昨天下的订单的物流状态，到现在还没有收到货，请问大概什么时候能送到？", 10, 430],
    ["Thai", "สวัสดีครับ ผมอยากทราบสถานะการจัดส่งสินค้าที่สั่งซื้อเมื่อวานนี้", 10, 1_060],
    ["Amharic", "ሰላም፣ ትናንት ያዘዝኩት ዕቃ መቼ እንደሚደርስ ማወቅ እፈልጋለሁ።", 10, 1_080],
    ["Arabic", "مرحبا، أود معرفة حالة توصيل طلبي الذي طلبته أمس", 10, 450],
    ["Russian", "Здравствуйте, я хочу узнать статус доставки моего заказа, который я сделал вчера.", 10, 420],
    ["emoji", "👩‍👩‍👧😀🎉🚀", 50, 1_050],
    ["digits", "0123456789", 100, 500],
    ["single letters", "a b c d e f g h ", 300, 2_401],
    ["line ends", "a\n", 2_000, 4_000],
  ])("of %s is not below what tokenizers count, by more than a tenth", (_name, text, times, most) => {
    expect(estimatedTokens(text.repeat(times))).toBeGreaterThan(0.9 * most);
    expect(estimatedTokens(text.repeat(times))).toBeLessThan(4 * most);
  });
});

test.each([
  ["gpt-4.1", 1_047_576],
  ["openai/gpt-4.1-mini", 1_047_576],
  ["gpt-4-0613", 8_192],
  ["gpt-4o-2024-08-06", 128_000],
  ["o3-mini", 200_000],
  ["claude-sonnet-4", 200_000],
  ["deepseek-v3.2", 128_000],
  ["gemini-2.5-flash", 1_048_576],
  ["Qwen/Qwen3-14B", 32_768],
  ["meta-llama/Llama-3.1-8B-Instruct", 131_072],
  ["house-model-1", undefined],
  ["constructor", undefined],
])("the window of %s is %p, unless the settings say another", (model, window) => {
  expect(windowOf(model, {})).toBe(window);
  expect(windowOf(model, { [model]: 512 })).toBe(512);
});

describe("what a route's models can read", () => {
  let now = 0;
  const windows = (settings: Record<string, number> = {}): ContextWindows =>
    new ContextWindows(settings, 2_048, () => now);

  test("is what the smallest of them can, with place for an answer", () => {
    const route = [{ model: "gpt-4.1" }, { model: "claude-sonnet-4" }, { model: "unknown" }];
    expect(windows().reachOf(route)).toMatchObject({ window: 200_000, promptTokens: 197_952 });
    expect(windows({ unknown: 1_000 }).reachOf(route)).toMatchObject({ window: 1_000, promptTokens: 500 });
    expect(windows().reachOf([{ model: "unknown" }])).toMatchObject({ window: undefined, promptTokens: Infinity });
  });

  test("is learned from a refusal, for ten minutes", () => {
    const route = [{ model: "unknown" }];
    const taught = windows();
    taught.learn(taught.reachOf(route), 3_000);
    expect(taught.reachOf(route).promptTokens).toBe(3_000);
    now += 600_000;
    expect(taught.reachOf(route).promptTokens).toBe(Infinity);
  });

  test("after a refusal is the window that it names, or half of what was sent", () => {
    expect(windows().afterTooLong(20_000, 16_384)).toBe(14_336);
    expect(windows().afterTooLong(10_000, 16_384)).toBe(5_000);
    expect(windows().afterTooLong(10_000, undefined)).toBe(5_000);
  });
});

import { usageOf } from "./usage";

describe("tokens as a backend counted them", () => {
  const counted = { promptTokens: 100, completionTokens: 20 };

  test.each<[string, object, object | undefined]>([
    ["of a chat", { usage: { prompt_tokens: 100, completion_tokens: 20 } }, counted],
    ["of a response", { usage: { input_tokens: 100, output_tokens: 20 } }, counted],
    [
      "of a prompt that was in the cache in part",
      { usage: { prompt_tokens: 100, completion_tokens: 20, prompt_tokens_details: { cached_tokens: 60 } } },
      { ...counted, cachedTokens: 60 },
    ],
    [
      "of a response's prompt in the cache",
      { usage: { input_tokens: 100, output_tokens: 20, input_tokens_details: { cached_tokens: 60 } } },
      { ...counted, cachedTokens: 60 },
    ],
    [
      "of a cache that is larger than the prompt",
      { usage: { prompt_tokens: 100, completion_tokens: 20, prompt_tokens_details: { cached_tokens: 600 } } },
      { ...counted, cachedTokens: 100 },
    ],
    [
      "with details that are none",
      { usage: { prompt_tokens: 100, completion_tokens: 20, prompt_tokens_details: null } },
      counted,
    ],
    ["that are below nothing", { usage: { prompt_tokens: -1, completion_tokens: 20 } }, undefined],
    ["without an end", { usage: { prompt_tokens: Infinity, completion_tokens: 20 } }, undefined],
    ["in words", { usage: { prompt_tokens: "100", completion_tokens: 20 } }, undefined],
    ["that are missing", { usage: null }, undefined],
  ])("%s", (_what, json, usage) => expect(usageOf(json as Record<string, unknown>)).toEqual(usage));
});

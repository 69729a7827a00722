/** Vercel's AI SDK (`ai`) with its OpenAI provider and the one for OpenAI-compatible servers. */
import assert from "node:assert/strict";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { APICallError, embedMany, generateText, Output, RetryError, stepCountIs, streamText, tool } from "ai";
import { z } from "zod";
import {
  attachments,
  baseURL,
  calls,
  cancelledAfter,
  embeddingModel,
  faults,
  key,
  lastSent,
  model,
  narrowKey,
  parameters,
  raised,
  reasoningModel,
} from "./harness.mjs";

// The SDK warns of what it leaves out; the cases look at what comes.
globalThis.AI_SDK_LOG_WARNINGS = false;

const openai = createOpenAI({ baseURL, apiKey: key });
const compatible = (options = {}) => createOpenAICompatible({ name: "app", baseURL, apiKey: key, ...options });
const providers = [openai.chat(model), compatible()(model)];
const prompt = "Where is my parcel?";
const parcel = z.object({ place: z.string(), days: z.int() });
const tools = {
  calculator: tool({ inputSchema: z.object({ expression: z.string() }), execute: () => 42 }),
  weather: tool({ inputSchema: z.object({ city: z.string() }), execute: () => "sun" }),
};

const ask = (options = {}) => generateText({ model: openai.chat(model), prompt, maxRetries: 0, ...options });
const stream = (options = {}) =>
  streamText({ model: openai.chat(model), prompt, maxRetries: 0, onError: () => undefined, ...options });

/** Reads a stream to its end; fails with the error that it tells. */
async function readAll({ fullStream }) {
  let text = "";
  for await (const part of fullStream) {
    if (part.type === "text-delta") text += part.text;
    if (part.type === "error") throw part.error;
  }
  return text;
}

/** The call's error, also where the SDK has given up repeating it. */
const callError = (error) => (RetryError.isInstance(error) ? error.lastError : error);

async function status(options) {
  const error = callError(await raised(() => ask(options)));
  assert.ok(APICallError.isInstance(error), error);
  return error.statusCode;
}

export const cases = {
  async whole() {
    for (const provider of providers) {
      const { text, usage } = await ask({ model: provider });
      assert.match(text, /stand-in/);
      assert.equal(usage.outputTokens, 12);
    }
  },
  async streamed() {
    for (const provider of providers) assert.match(await readAll(stream({ model: provider })), /stand-in/);
  },
  async usageInStream() {
    const result = stream({ model: compatible({ includeUsage: true })(model) });
    await readAll(result);
    assert.equal((await result.usage).outputTokens, 12);
  },
  async tools() {
    const { text, steps } = await ask({ tools, stopWhen: stepCountIs(3) });
    assert.deepEqual(steps[0].toolCalls[0].input, { expression: "6*7" });
    assert.match(text, /stand-in/);
  },
  async streamedTools() {
    const result = stream({ tools });
    await readAll(result);
    assert.deepEqual((await result.toolCalls)[0].input, { expression: "6*7" });
  },
  async parallelTools() {
    const { toolCalls } = await ask({ prompt: "Use calculator and weather.", tools });
    assert.deepEqual(
      toolCalls.map(({ toolName }) => toolName),
      ["calculator", "weather"],
    );
    const providerOptions = { openai: { parallelToolCalls: false } };
    assert.equal((await ask({ prompt: "Use calculator and weather.", tools, providerOptions })).toolCalls.length, 1);
  },
  async jsonSchema() {
    const { output } = await ask({ output: Output.object({ schema: parcel }) });
    assert.deepEqual(output, { place: "stand-in place", days: 42 });
  },
  async jsonMode() {
    assert.deepEqual((await ask({ output: Output.json() })).output, { answer: "stand-in" });
  },
  async vision() {
    const picture = { type: "image", image: "iVBORw0KGgo=", mediaType: "image/png" };
    const content = [{ type: "text", text: "What is this?" }, picture];
    const { text } = await ask({ prompt: undefined, messages: [{ role: "user", content }] });
    assert.match(text, /1 picture/);
  },
  async logprobs() {
    const { providerMetadata } = await ask({ providerOptions: { openai: { logprobs: 1 } } });
    assert.equal(providerMetadata.openai.logprobs[0].token, "This");
  },
  async stop() {
    assert.equal((await ask({ stopSequences: [" gateway"] })).text, "This is the stand-in");
  },
  async seed() {
    const { response } = await ask({ seed: 7, include: { responseBody: true } });
    assert.equal(response.body.system_fingerprint, "stand-in");
  },
  async maxTokens() {
    const { text, finishReason } = await ask({ maxOutputTokens: 3 });
    assert.deepEqual([text, finishReason], ["This is the", "length"]);
  },
  async maxCompletionTokens() {
    const { finishReason } = await ask({ providerOptions: { openai: { maxCompletionTokens: 3 } } });
    assert.equal(finishReason, "length");
  },
  async reasoning() {
    for (const provider of [openai.chat(reasoningModel), compatible()(reasoningModel)]) {
      const { usage } = await ask({ model: provider, maxOutputTokens: 100 });
      assert.equal(usage.outputTokenDetails.reasoningTokens, 16);
    }
  },
  async attachments() {
    const content = [
      { type: "text", text: "What is this?" },
      { type: "file", data: "JVBERi0=", mediaType: "application/pdf", filename: "a.pdf" },
      { type: "file", data: "UklGRg==", mediaType: "audio/wav" },
    ];
    await ask({ prompt: undefined, messages: [{ role: "user", content }] });
    assert.deepEqual((await lastSent()).messages, [{ role: "user", content: attachments }]);
  },
  async parameters() {
    // Those for which its provider of OpenAI has names.
    const given = parameters;
    await ask({
      temperature: given.temperature,
      topP: given.top_p,
      frequencyPenalty: given.frequency_penalty,
      presencePenalty: given.presence_penalty,
      providerOptions: {
        openai: {
          logitBias: given.logit_bias,
          metadata: given.metadata,
          parallelToolCalls: given.parallel_tool_calls,
          prediction: given.prediction,
          promptCacheKey: given.prompt_cache_key,
          promptCacheRetention: given.prompt_cache_retention,
          safetyIdentifier: given.safety_identifier,
          store: given.store,
          textVerbosity: given.verbosity,
          user: given.user,
        },
      },
    });
    const sent = await lastSent();
    // The bound is the app's.
    const names = Object.keys(sent).filter((name) => !["model", "messages", "max_tokens"].includes(name));
    for (const name of names) assert.deepEqual(sent[name], given[name], name);
    assert.equal(names.length, 14, names);
  },
  async timeOut() {
    await faults("timeout");
    const error = await raised(() => ask({ abortSignal: globalThis.AbortSignal.timeout(500) }));
    assert.match(error.name, /TimeoutError|AbortError/);
  },
  async cancel() {
    await cancelledAfter(async () => {
      await faults("stall");
      const leaving = new globalThis.AbortController();
      for await (const part of stream({ abortSignal: leaving.signal }).fullStream) {
        if (part.type === "text-delta") leaving.abort();
      }
    });
  },
  async error400() {
    const error = callError(await raised(() => ask({ model: openai.chat("") })));
    assert.deepEqual([error.statusCode, error.data.error.type], [400, "invalid_request_error"]);
  },
  async error401() {
    assert.equal(await status({ model: createOpenAI({ baseURL, apiKey: "wrong" }).chat(model) }), 401);
  },
  async error403() {
    const narrow = compatible({ apiKey: narrowKey })("auto");
    assert.equal(await status({ model: narrow, providerOptions: { app: { use_case: "general" } } }), 403);
  },
  async error404() {
    const error = callError(await raised(() => ask({ model: openai.chat("gpt-9") })));
    assert.deepEqual([error.statusCode, error.data.error.code], [404, "model_not_found"]);
  },
  async error429() {
    await faults("429");
    const error = callError(await raised(() => ask()));
    assert.equal(error.statusCode, 429);
    assert.ok(error.isRetryable && Number(error.responseHeaders["retry-after"]) >= 1);
  },
  async error503() {
    await faults("503");
    assert.equal(await status({}), 503);
  },
  async brokenStream() {
    await faults("cut");
    await raised(() => readAll(stream()));
  },
  async retries() {
    const before = await calls();
    await faults("503", "ok");
    assert.match((await ask({ maxRetries: 2 })).text, /stand-in/);
    assert.equal(await calls(), before + 2);
  },
  async embeddings() {
    const { embeddings, usage } = await embedMany({ model: openai.embedding(embeddingModel), values: ["a", "b"] });
    assert.deepEqual(
      embeddings.map(({ length }) => length),
      [8, 8],
    );
    assert.ok(usage.tokens > 0);
  },
  async completions() {
    for (const provider of [openai.completion(model), compatible().completionModel(model)]) {
      assert.match((await ask({ model: provider })).text, /stand-in/);
      assert.match(await readAll(stream({ model: provider })), /stand-in/);
    }
  },
  async responses() {
    const { text, usage } = await ask({ model: openai.responses(model) });
    assert.match(text, /stand-in/);
    assert.equal(usage.outputTokens, 12);
    assert.match((await ask({ model: openai.responses(model), tools, stopWhen: stepCountIs(3) })).text, /stand-in/);
  },
  async streamedResponses() {
    assert.match(await readAll(stream({ model: openai.responses(model) })), /stand-in/);
  },
  async asynchronous() {
    assert.equal((await Promise.all(Array.from({ length: 5 }, () => ask()))).length, 5);
  },
  async extra() {
    const named = await ask({ model: compatible()("auto"), providerOptions: { app: { use_case: "simple_qa" } } });
    const headed = await ask({ model: openai.chat("auto"), headers: { "x-use-case": "simple_qa" } });
    for (const { response } of [named, headed]) assert.equal(response.headers["x-model"], "deepseek-v3.2");
  },
  async slash() {
    assert.match((await ask({ model: compatible({ baseURL: `${baseURL}/` })(model) })).text, /stand-in/);
  },
  async headers() {
    const { response } = await ask({ headers: { "x-request-id": "my-request" } });
    assert.deepEqual([response.headers["x-request-id"], response.headers["x-model"]], ["my-request", model]);
  },
  async rateLimits() {
    assert.equal((await ask()).response.headers["x-ratelimit-limit-requests"], "60000");
  },
};

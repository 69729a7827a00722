/** OpenAI's own client for Node, unmodified. */
import assert from "node:assert/strict";
import OpenAI from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";
import {
  attachments,
  baseURL,
  both,
  calls,
  cancelledAfter,
  embeddingModel,
  faults,
  key,
  lastSent,
  messages,
  model,
  narrowKey,
  parameters,
  picture,
  raised,
  reasoningModel,
  tools,
  unknown,
} from "./harness.mjs";

const client = new OpenAI({ baseURL, apiKey: key, maxRetries: 0 });
const parcel = z.object({ place: z.string(), days: z.int() });

const ask = (options = {}, request = {}) => client.chat.completions.create({ model, messages, ...options }, request);
const choiceOf = async (options) => (await ask(options)).choices[0];

async function textOf(stream) {
  let text = "";
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
  return text;
}

export const cases = {
  async whole() {
    const answer = await ask();
    assert.match(answer.choices[0].message.content, /stand-in/);
    assert.equal(answer.usage.completion_tokens, 12);
  },
  async streamed() {
    assert.match(await textOf(await ask({ model: "auto", stream: true })), /stand-in/);
  },
  async usageInStream() {
    let last;
    for await (const chunk of await ask({ stream: true, stream_options: { include_usage: true } })) last = chunk;
    assert.deepEqual([last.choices, last.usage.completion_tokens], [[], 12]);
  },
  async tools() {
    const { message, finish_reason: finish } = await choiceOf({ tools });
    const [call] = message.tool_calls;
    assert.deepEqual([finish, call.function.arguments], ["tool_calls", '{"expression":"6*7"}']);
    const result = { role: "tool", tool_call_id: call.id, content: "42" };
    assert.match((await choiceOf({ messages: [...messages, message, result], tools })).message.content, /stand-in/);
  },
  async streamedTools() {
    const final = await client.chat.completions.stream({ model, messages, tools }).finalChatCompletion();
    assert.equal(final.choices[0].message.tool_calls[0].function.arguments, '{"expression":"6*7"}');
  },
  async parallelTools() {
    const names = (await choiceOf({ messages: both, tools })).message.tool_calls.map((call) => call.function.name);
    assert.deepEqual(names, ["calculator", "weather"]);
    const single = await choiceOf({ messages: both, tools, parallel_tool_calls: false });
    assert.equal(single.message.tool_calls.length, 1);
  },
  async jsonSchema() {
    const format = zodResponseFormat(parcel, "parcel");
    const answer = await client.chat.completions.parse({ model, messages, response_format: format });
    assert.deepEqual(answer.choices[0].message.parsed, { place: "stand-in place", days: 42 });
  },
  async jsonMode() {
    const { message } = await choiceOf({ response_format: { type: "json_object" } });
    assert.deepEqual(JSON.parse(message.content), { answer: "stand-in" });
  },
  async vision() {
    assert.match((await choiceOf({ messages: [{ role: "user", content: picture }] })).message.content, /1 picture/);
  },
  async several() {
    const { choices } = await ask({ n: 3 });
    assert.deepEqual(
      choices.map(({ index }) => index),
      [0, 1, 2],
    );
  },
  async logprobs() {
    assert.equal((await choiceOf({ logprobs: true, top_logprobs: 1 })).logprobs.content[0].token, "This");
  },
  async stop() {
    assert.equal((await choiceOf({ stop: [" gateway"] })).message.content, "This is the stand-in");
  },
  async seed() {
    assert.equal((await ask({ seed: 7 })).system_fingerprint, "stand-in");
  },
  async maxTokens() {
    const choice = await choiceOf({ max_tokens: 3 });
    assert.deepEqual([choice.message.content, choice.finish_reason], ["This is the", "length"]);
  },
  async maxCompletionTokens() {
    assert.equal((await choiceOf({ max_completion_tokens: 3 })).finish_reason, "length");
  },
  async reasoning() {
    for (const bound of [{}, { max_completion_tokens: 100 }, { max_tokens: 100 }]) {
      const { usage } = await ask({ model: reasoningModel, reasoning_effort: "low", ...bound });
      assert.equal(usage.completion_tokens_details.reasoning_tokens, 16);
    }
  },
  async attachments() {
    await ask({ messages: [{ role: "user", content: attachments }] });
    assert.deepEqual((await lastSent()).messages, [{ role: "user", content: attachments }]);
  },
  async parameters() {
    await ask({ ...parameters, ...unknown });
    assert.deepEqual(await lastSent(), { model, ...parameters, ...unknown });
    const streamed = { stream: true, stream_options: { include_usage: true, include_obfuscation: false } };
    await textOf(await ask({ ...parameters, ...streamed }));
    assert.deepEqual(await lastSent(), { model, ...parameters, ...streamed });
  },
  async timeOut() {
    await faults("timeout");
    assert.ok((await raised(() => ask({}, { timeout: 500 }))) instanceof OpenAI.APIConnectionTimeoutError);
  },
  async cancel() {
    await cancelledAfter(async () => {
      await faults("stall");
      for await (const chunk of await ask({ stream: true })) if (chunk.choices.length > 0) break;
    });
  },
  async error400() {
    const error = await raised(() => ask({ n: 1_000 }));
    assert.ok(error instanceof OpenAI.BadRequestError);
    assert.deepEqual([error.code, error.param], ["integer_above_max_value", "n"]);
  },
  async error401() {
    const error = await raised(() => client.withOptions({ apiKey: "wrong" }).models.list());
    assert.ok(error instanceof OpenAI.AuthenticationError);
    assert.equal(error.code, "invalid_api_key");
  },
  async error403() {
    const narrow = client.withOptions({ apiKey: narrowKey }).chat.completions;
    const error = await raised(() => narrow.create({ model: "auto", messages, use_case: "general" }));
    assert.ok(error instanceof OpenAI.PermissionDeniedError);
    assert.equal(error.code, "use_case_not_allowed");
  },
  async error404() {
    const error = await raised(() => ask({ model: "gpt-9" }));
    assert.ok(error instanceof OpenAI.NotFoundError);
    assert.deepEqual([error.code, error.param], ["model_not_found", "model"]);
  },
  async error429() {
    await faults("429");
    const error = await raised(() => ask());
    assert.ok(error instanceof OpenAI.RateLimitError);
    assert.ok(Number(error.headers.get("retry-after")) >= 1);
  },
  async error503() {
    await faults("503");
    const error = await raised(() => ask());
    assert.ok(error instanceof OpenAI.InternalServerError);
    assert.equal(error.status, 503);
  },
  async brokenStream() {
    await faults("cut");
    assert.ok((await raised(async () => textOf(await ask({ stream: true })))) instanceof OpenAI.APIError);
  },
  async retries() {
    const before = await calls();
    await faults("503", "ok");
    const answer = await ask({}, { maxRetries: 2 });
    assert.match(answer.choices[0].message.content, /stand-in/);
    assert.equal(await calls(), before + 2);
  },
  async finalErrors() {
    const before = await calls();
    await faults("garbage");
    const error = await raised(() => ask({}, { maxRetries: 2 }));
    assert.deepEqual([error.status, error.code], [502, "upstream_invalid"]);
    assert.equal(await calls(), before + 1);
  },
  async models() {
    const ids = (await client.models.list()).data.map(({ id }) => id);
    for (const id of ["auto", model, embeddingModel]) assert.ok(ids.includes(id), id);
  },
  async model() {
    for (const id of [model, "Qwen/Qwen3-14B"]) assert.equal((await client.models.retrieve(id)).id, id);
    assert.ok((await raised(() => client.models.retrieve("gpt-9"))) instanceof OpenAI.NotFoundError);
  },
  async embeddings() {
    const { data } = await client.embeddings.create({ model: embeddingModel, input: ["a", "b"], dimensions: 4 });
    assert.deepEqual(
      data.map(({ embedding }) => embedding.length),
      [4, 4],
    );
  },
  async completions() {
    const answer = await client.completions.create({ model, prompt: "Once", max_tokens: 3 });
    assert.equal(answer.choices[0].text, "This is the");
    let text = "";
    for await (const chunk of await client.completions.create({ model, prompt: "Once", stream: true }))
      text += chunk.choices[0]?.text ?? "";
    assert.match(text, /stand-in/);
  },
  async responses() {
    const answer = await client.responses.create({ model, input: "Hi" });
    assert.match(answer.output_text, /stand-in/);
    assert.equal(answer.usage.output_tokens, 12);
    const offered = [{ type: "function", name: "f", parameters: {}, strict: false }];
    assert.equal(
      (await client.responses.create({ model, input: "Hi", tools: offered })).output[0].type,
      "function_call",
    );
  },
  async streamedResponses() {
    let text = "";
    const stream = client.responses.stream({ model, input: "Hi" });
    for await (const event of stream) if (event.type === "response.output_text.delta") text += event.delta;
    assert.match(text, /stand-in/);
    assert.equal((await stream.finalResponse()).usage.output_tokens, 12);
  },
  async notServed() {
    const upload = await OpenAI.toFile(new Uint8Array(5_000_000), "calls.jsonl");
    for (const call of [
      () => client.files.create({ file: upload, purpose: "batch" }),
      () => client.audio.transcriptions.create({ file: upload, model: "whisper-1" }),
      () => client.images.generate({ prompt: "x" }),
      () => client.moderations.create({ input: "x" }),
      () => client.responses.retrieve("resp_1"),
    ]) {
      const error = await raised(call);
      assert.ok(error instanceof OpenAI.NotFoundError, String(error));
      assert.equal(error.code, "unknown_url");
    }
  },
  async asynchronous() {
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask()));
    assert.equal(answers.length, 5);
  },
  async extra() {
    const named = await ask({ model: "auto", use_case: "simple_qa" }).withResponse();
    const headed = await ask({ model: "auto" }, { headers: { "x-use-case": "simple_qa" } }).withResponse();
    for (const { response } of [named, headed]) assert.equal(response.headers.get("x-model"), "deepseek-v3.2");
  },
  async slash() {
    const other = new OpenAI({ baseURL: `${baseURL}/`, apiKey: key });
    assert.equal((await other.chat.completions.create({ model, messages })).choices.length, 1);
  },
  async headers() {
    const { data, response } = await ask({}, { headers: { "x-request-id": "my-request" } }).withResponse();
    assert.deepEqual([data._request_id, response.headers.get("x-model")], ["my-request", model]);
  },
  async rateLimits() {
    const { headers } = (await client.chat.completions.create({ model, messages }).withResponse()).response;
    assert.equal(headers.get("x-ratelimit-limit-requests"), "60000");
    assert.match(headers.get("x-ratelimit-reset-tokens"), /^\d+ms$|^\d+(\.\d+)?s$/);
  },
};

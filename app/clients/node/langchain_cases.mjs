/** LangChain.js' chat model for OpenAI (`@langchain/openai`). */
import assert from "node:assert/strict";
import { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { ChatOpenAI, OpenAI as LegacyModel, OpenAIEmbeddings } from "@langchain/openai";
import OpenAI from "openai";
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
  legacyModel,
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

const parcel = z.object({ place: z.string(), days: z.int() });

const at = (configuration = {}) => ({ apiKey: key, maxRetries: 0, configuration: { baseURL, ...configuration } });
const chat = ({ configuration, ...options } = {}) => new ChatOpenAI({ model, ...at(configuration), ...options });

async function textOf(stream) {
  let text = "";
  for await (const chunk of stream) text += chunk.text;
  return text;
}

/** The status of OpenAI's error that a call fails with, whatever LangChain has put around it. */
const statusOf = async (action) => (await raised(action)).status;

export const cases = {
  async whole() {
    const answer = await chat().invoke(messages);
    assert.match(answer.content, /stand-in/);
    assert.equal(answer.usage_metadata.output_tokens, 12);
  },
  async streamed() {
    assert.match(await textOf(await chat({ model: "auto" }).stream(messages)), /stand-in/);
  },
  async usageInStream() {
    let tokens = 0;
    for await (const chunk of await chat().stream(messages)) tokens += chunk.usage_metadata?.output_tokens ?? 0;
    assert.equal(tokens, 12);
  },
  async tools() {
    const bound = chat().bindTools(tools);
    const asked = await bound.invoke(messages);
    const [call] = asked.tool_calls;
    assert.deepEqual(call.args, { expression: "6*7" });
    const result = new ToolMessage({ content: "42", tool_call_id: call.id });
    assert.match((await bound.invoke([new HumanMessage("What is it?"), asked, result])).content, /stand-in/);
  },
  async streamedTools() {
    let whole;
    for await (const chunk of await chat().bindTools(tools).stream(messages)) whole = whole?.concat(chunk) ?? chunk;
    assert.deepEqual(whole.tool_calls[0].args, { expression: "6*7" });
  },
  async parallelTools() {
    const { tool_calls: called } = await chat().bindTools(tools).invoke(both);
    assert.deepEqual(
      called.map(({ name }) => name),
      ["calculator", "weather"],
    );
    const single = await chat().bindTools(tools, { parallel_tool_calls: false }).invoke(both);
    assert.equal(single.tool_calls.length, 1);
  },
  async jsonSchema() {
    const answer = await chat().withStructuredOutput(parcel, { method: "jsonSchema" }).invoke(messages);
    assert.deepEqual(answer, { place: "stand-in place", days: 42 });
  },
  async jsonMode() {
    const answer = await chat()
      .withStructuredOutput(z.object({ answer: z.string() }), { method: "jsonMode" })
      .invoke(messages);
    assert.deepEqual(answer, { answer: "stand-in" });
  },
  async vision() {
    assert.match((await chat().invoke([{ role: "user", content: picture }])).content, /1 picture/);
  },
  async attachments() {
    await chat().invoke([{ role: "user", content: attachments }]);
    assert.deepEqual((await lastSent()).messages, [{ role: "user", content: attachments }]);
  },
  async several() {
    const { generations } = await chat({ n: 3 }).generate([[new HumanMessage("Where is my parcel?")]]);
    assert.equal(generations[0].length, 3);
  },
  async logprobs() {
    const { response_metadata: told } = await chat({ logprobs: true, topLogprobs: 1 }).invoke(messages);
    assert.equal(told.logprobs.content[0].token, "This");
  },
  async stop() {
    assert.equal((await chat().invoke(messages, { stop: [" gateway"] })).content, "This is the stand-in");
  },
  async seed() {
    const { response_metadata: told } = await chat().invoke(messages, { seed: 7 });
    assert.deepEqual([told.system_fingerprint, (await lastSent()).seed], ["stand-in", 7]);
  },
  async maxTokens() {
    const answer = await chat({ maxTokens: 3 }).invoke(messages);
    assert.deepEqual([answer.content, answer.response_metadata.finish_reason], ["This is the", "length"]);
  },
  async reasoning() {
    for (const bound of [{}, { maxTokens: 100 }]) {
      const answer = await chat({ model: reasoningModel, reasoning: { effort: "low" }, ...bound }).invoke(messages);
      assert.equal(answer.usage_metadata.output_token_details.reasoning, 16);
    }
  },
  async parameters() {
    // Messages have a form of their own here.
    const { verbosity } = parameters;
    await chat({ verbosity, modelKwargs: { ...parameters, messages, ...unknown } }).invoke(messages);
    assert.deepEqual(await lastSent(), { ...parameters, ...unknown, model, messages, stream: false });
  },
  async timeOut() {
    await faults("timeout");
    assert.match((await raised(() => chat({ timeout: 500 }).invoke(messages))).name, /Timeout/);
  },
  async cancel() {
    await cancelledAfter(async () => {
      await faults("stall");
      const leaving = new globalThis.AbortController();
      await raised(async () => {
        for await (const chunk of await chat().stream(messages, { signal: leaving.signal }))
          if (chunk.text) leaving.abort();
      });
    });
  },
  async error400() {
    const error = await raised(() => chat({ n: 1_000 }).generate([[new HumanMessage("Hi")]]));
    assert.deepEqual([error.status, error.code, error.param], [400, "integer_above_max_value", "n"]);
  },
  async error401() {
    assert.equal(await statusOf(() => chat({ apiKey: "wrong" }).invoke(messages)), 401);
  },
  async error403() {
    const narrow = chat({ model: "auto", apiKey: narrowKey, modelKwargs: { use_case: "general" } });
    assert.equal(await statusOf(() => narrow.invoke(messages)), 403);
  },
  async error404() {
    assert.equal(await statusOf(() => chat({ model: "gpt-9" }).invoke(messages)), 404);
  },
  async error429() {
    await faults("429");
    const error = await raised(() => chat().invoke(messages));
    assert.equal(error.status, 429);
    assert.ok(Number(error.headers.get("retry-after")) >= 1);
  },
  async error503() {
    await faults("503");
    assert.equal(await statusOf(() => chat().invoke(messages)), 503);
  },
  async brokenStream() {
    await faults("cut");
    assert.ok((await raised(async () => textOf(await chat().stream(messages)))) instanceof OpenAI.APIError);
  },
  async retries() {
    const before = await calls();
    await faults("503", "ok");
    assert.match((await chat({ maxRetries: 2 }).invoke(messages)).content, /stand-in/);
    assert.equal(await calls(), before + 2);
  },
  async embeddings() {
    const embedder = new OpenAIEmbeddings({ model: embeddingModel, ...at() });
    const vectors = await embedder.embedDocuments(["a", "b"]);
    assert.deepEqual(
      vectors.map(({ length }) => length),
      [8, 8],
    );
  },
  async completions() {
    const legacy = new LegacyModel({ model: legacyModel, maxTokens: 3, ...at() });
    assert.equal(await legacy.invoke("Once"), "This is the");
  },
  async responses() {
    const answer = await chat({ useResponsesApi: true }).invoke(messages);
    assert.match(answer.text, /stand-in/);
    assert.equal(answer.usage_metadata.output_tokens, 12);
  },
  async streamedResponses() {
    assert.match(await textOf(await chat({ useResponsesApi: true }).stream(messages)), /stand-in/);
  },
  async asynchronous() {
    assert.equal((await chat().batch(Array.from({ length: 5 }, () => messages))).length, 5);
  },
  async extra() {
    const named = chat({ model: "auto", modelKwargs: { use_case: "simple_qa" } });
    const headed = chat({ model: "auto", configuration: { defaultHeaders: { "x-use-case": "simple_qa" } } });
    for (const chosen of [named, headed]) {
      await chosen.invoke(messages);
      assert.equal((await lastSent()).model, "deepseek-v3.2");
    }
  },
  async slash() {
    assert.match((await chat({ configuration: { baseURL: `${baseURL}/` } }).invoke(messages)).content, /stand-in/);
  },
};

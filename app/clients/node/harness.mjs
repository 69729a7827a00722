/** What the cases of all Node clients have in common: where the app is, its stand-in gateway, and how a case is told. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const { APP_URL, APP_KEY, NARROW_KEY, GATEWAY_URL } = process.env;
export const baseURL = `${APP_URL}/v1`;
export const key = APP_KEY;
/** A key for the use case simple_qa alone. */
export const narrowKey = NARROW_KEY;

// One of the default routes, two that the settings add (a reasoning model, and one that completes texts), and a model that makes embeddings.
export const model = "gpt-4.1";
export const reasoningModel = "gpt-5-mini";
export const legacyModel = "gpt-3.5-turbo-instruct";
export const embeddingModel = "text-embedding-3-small";

export const messages = [{ role: "user", content: "Where is my parcel?" }];
export const both = [{ role: "user", content: "Use calculator and weather." }];
const tool = (name, argument) => ({
  type: "function",
  function: {
    name,
    parameters: { type: "object", properties: { [argument]: { type: "string" } }, required: [argument] },
  },
});
export const tools = [tool("calculator", "expression"), tool("weather", "city")];
export const picture = [
  { type: "text", text: "What is this?" },
  { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } },
];
/** A file and a sound, as content of a message. */
export const attachments = [
  { type: "text", text: "What is this?" },
  { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,JVBERi0=" } },
  { type: "input_audio", input_audio: { data: "UklGRg==", format: "wav" } },
];

/**
 * What OpenAI's reference of chat completions has, besides what the other features ask for:
 * https://platform.openai.com/docs/api-reference/chat/create
 */
export const parameters = JSON.parse(readFileSync(new URL("../parameters.json", import.meta.url), "utf8"));
/** What it does not have. */
export const unknown = { chat_template_kwargs: { enable_thinking: false } };

async function gateway(path, body) {
  const method = body === undefined ? "GET" : "POST";
  const address = `${GATEWAY_URL.replace(/\/v1$/, "")}/admin/${path}`;
  return (await globalThis.fetch(address, { method, body: body && JSON.stringify(body) })).json();
}

/** What the gateway does with its next calls. */
export const faults = (...planned) => gateway("faults", planned);

/** Calls that have reached the gateway. */
export const calls = async () => (await gateway("counts")).begun;

/** The body of the last call that has reached the gateway. */
export const lastSent = async () => JSON.parse((await gateway("last")).body);

/** Fails unless the gateway's call is ended when a client leaves. */
export async function cancelledAfter(action) {
  const { cancelled } = await gateway("counts");
  await action();
  for (let tries = 0; (await gateway("counts")).cancelled === cancelled; tries++) {
    assert.ok(tries < 400, "the gateway's call goes on");
    await pause(50);
  }
}

/** The error with which the action fails. */
export async function raised(action) {
  try {
    await action();
  } catch (error) {
    return error;
  }
  throw new Error("no error");
}

/** Each case by its feature: "yes", or what went wrong. */
export async function run(cases) {
  const results = {};
  for (const [feature, attempt] of Object.entries(cases)) {
    await faults();
    try {
      await attempt();
      results[feature] = "yes";
    } catch (error) {
      const line = /_cases\.mjs:(\d+)/.exec(error.stack ?? "")?.[1];
      results[feature] = `no: ${error.name} at line ${line}: ${String(error.message).slice(0, 300)}`;
    }
  }
  return results;
}

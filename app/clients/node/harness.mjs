/** What the cases of all Node clients have in common: where the app is, its stand-in gateway, and how a case is told. */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

const { APP_URL, APP_KEY, GATEWAY_URL } = process.env;
export const baseURL = `${APP_URL}/v1`;
export const key = APP_KEY;

// One of the default routes, a reasoning model that the settings add, and a model that makes embeddings.
export const model = "gpt-4.1";
export const reasoningModel = "gpt-5-mini";
export const embeddingModel = "text-embedding-3-small";

async function gateway(path, body) {
  const method = body === undefined ? "GET" : "POST";
  const address = `${GATEWAY_URL.replace(/\/v1$/, "")}/admin/${path}`;
  return (await globalThis.fetch(address, { method, body: body && JSON.stringify(body) })).json();
}

/** What the gateway does with its next calls. */
export const faults = (...planned) => gateway("faults", planned);

/** Calls that have reached the gateway. */
export const calls = async () => (await gateway("counts")).begun;

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

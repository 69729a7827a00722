import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const app = resolve(__dirname, "..");
const state = mkdtempSync(join(tmpdir(), "breakwater-app-"));
const background = (...args: string[]) =>
  promisify(execFile)(process.execPath, ["--import", "tsx", "dev/background.ts", ...args], {
    cwd: app,
    env: { ...process.env, BREAKWATER_STATE: join(state, "twin"), SESSION_STORE: "memory" },
  });

afterAll(async () => {
  await background("stop");
  rmSync(state, { recursive: true, force: true });
});

test("the app of `make up` answers a chat, is found by a second start, and is gone after stop", async () => {
  const first = await background("start");
  const url = /answers in the browser: (\S+)/.exec(first.stdout)?.[1];
  expect(url).toBeDefined();

  const answer = await fetch(`${url}v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "gpt-4.1", messages: [{ role: "user", content: "Where is my order?" }] }),
  });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ choices: [{ message: { role: "assistant" } }] });

  expect((await background("start")).stdout).toContain(`still runs in the browser: ${url}`);

  await background("stop");
  await expect(fetch(url!)).rejects.toThrow();
  expect(existsSync(join(state, "twin"))).toBe(false);
}, 60_000);

test("a verb that is not known is wrong use", async () => {
  await expect(background("restart")).rejects.toMatchObject({ code: 2, stderr: "usage: background.ts start|stop\n" });
});

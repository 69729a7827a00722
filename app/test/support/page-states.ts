import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import type { ChatApi } from "./chat-api";
import { latch, type ChatPage } from "./chat-page";

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** An answer with everything that markdown has. */
const everything = `# Title

### Below

Text with \`code\`, **bold** and a [link](https://example.com).

\`\`\`ts
// Everything that has a colour.
const long: string = call("${"x".repeat(300)}", 42, /a+/);
@decorator class Thing extends Other {}
\`\`\`

| a | b |
|---|--:|
| ${"x".repeat(200)} | 2 |

- [x] done
  1. nested

> quoted
`;

/** Rules of axe that the page breaks, each with where. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  // Colours are judged where they have come to rest.
  await page.evaluate(
    "Promise.all(document.getAnimations().filter((each) => each.effect.getComputedTiming().iterations !== Infinity).map((each) => each.finished))",
  );
  return page.evaluate<string[]>(
    "axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)))",
  );
}

/** States of the page, each reached from an open conversation. */
export const states: Record<string, (chat: ChatPage, api: ChatApi) => Promise<void>> = {
  "a conversation": async () => undefined,
  "a new one": async ({ page }) => page.click("#new"),
  "an answer that is coming": async (chat, api) => {
    api.answers.push({ text: "Half", hold: latch().wait });
    await chat.ask("Long?");
    await chat.page.locator(".answer.waiting").getByText("Half").waitFor();
  },
  "a failure that counts down": async (chat, api) => {
    api.answers.push({ status: 429, headers: { "retry-after": "600" }, body: "" });
    await chat.ask("Now?");
    await chat.page.locator(".failure").waitFor();
  },
  "an answer that was cut off": async (chat, api) => {
    api.answers.push({ text: "Half", end: { finish_reason: "length", history: "trimmed" } });
    await chat.ask("Long?");
    await chat.page.locator(".note").nth(2).waitFor();
  },
  "a question that is edited": async ({ page }) => {
    await page.locator(".question .edit").first().focus();
    await page.keyboard.press("Enter");
    await page.locator(".editor").waitFor();
  },
  "a conversation that was deleted, with the way back": async ({ page }) => {
    await page.locator("[data-remove]").first().focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: /^(Undo|되돌리기)$/ }).waitFor();
  },
  "a title that is changed": async ({ page }) => {
    await page.locator("[data-rename]").first().focus();
    await page.keyboard.press("Enter");
    await page.locator("dialog input").waitFor();
  },
  "a conversation that is gone": async ({ page }) => {
    await page.goto(`${new URL(page.url()).origin}/?c=gone`);
    await page.locator(".empty h2").waitFor();
  },
  "a wrong key": async ({ page }, api) => {
    api.key = "secret";
    await page.reload();
    await page.locator("#api-key").fill("wrong");
    await page.keyboard.press("Enter");
    await page.locator(".problem:not(:empty)").waitFor();
  },
};

/** Gives the API one conversation, `c1`, with everything that an answer may hold. */
export function holdEverything(api: ChatApi): void {
  api.key = undefined;
  api.answers.length = 0;
  api.conversations.splice(0, Infinity, {
    id: "c1",
    title: "A title that is longer than the list is wide, and so is cut off",
    created_at: 1_796_000_000,
    updated_at: 1_796_000_000,
    history_cut: true,
    messages: [
      { id: "u1", role: "user", content: "What is everything?" },
      { id: "a1", role: "assistant", content: everything, model: "gpt-4.1", finish_reason: "length" },
    ],
  });
}

/** Opens that conversation, and waits until it and the list are there. */
export async function openEverything(open: (path?: string) => Promise<ChatPage>): Promise<ChatPage> {
  const chat = await open("?c=c1");
  await chat.page.locator(".answer .table").waitFor();
  await chat.page.locator(".list a").waitFor({ state: "attached" });
  return chat;
}

import type { BrowserContext, Locator, Page } from "playwright-core";
import { startChatApi, type ChatApi } from "./chat-api";
import { startChromium } from "./chromium";

/** The chat page in a browser. */
export interface ChatPage {
  page: Page;
  /** Types a question and sends it by Enter. */
  ask(question: string): Promise<void>;
  /** The newest answer, once nothing is coming any more. */
  answered(): Promise<Locator>;
  /** What the browser complained of: errors of the console and of scripts, and requests to anywhere else. A status that a test wants is none. */
  problems: string[];
}

/** Opens a page of the chat, watched. */
export async function openPage(context: BrowserContext, url: string): Promise<ChatPage> {
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("console", (message) => {
    if (
      message.type() !== "error" ||
      /the server responded with a status of|ERR_(FAILED|EMPTY|CONNECTION|INCOMPLETE|INTERNET)/.test(message.text())
    )
      return;
    problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(new URL(url).origin) && !request.url().startsWith("data:"))
      problems.push(request.url());
  });
  await page.goto(url);
  await page.locator("main").waitFor();
  return {
    page,
    problems,
    ask: async (question) => {
      await page.fill("#message", question);
      await page.locator("#message").press("Enter");
    },
    answered: async () => {
      await page.locator(".waiting").waitFor({ state: "detached" });
      return page.locator(".answer").last();
    },
  };
}

/** A browser and the API that its pages speak to; both go with the test file. */
export async function startChatPage(): Promise<{
  api: ChatApi;
  context: BrowserContext;
  open(path?: string): Promise<ChatPage>;
}> {
  const api = await startChatApi();
  const { context } = await startChromium();
  context.setDefaultTimeout(45_000);
  return { api, context, open: (path = "") => openPage(context, api.url + path) };
}

/** A promise, and what fulfils it. */
export function latch(): { wait: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const wait = new Promise<void>((resolve) => (open = resolve));
  return { wait, open };
}

import type { BrowserContext } from "playwright-core";
import type { ChatApi } from "./chat-api";
import { startChatPage, type ChatPage } from "./chat-page";

/** The page of the running test and what it lives in; set by the hooks, so there are none outside of tests. */
export interface FreshChatPage {
  api: ChatApi;
  context: BrowserContext;
  open: (path?: string) => Promise<ChatPage>;
  chat: ChatPage;
  /** Texts of what a selector finds. */
  texts(selector: string): Promise<string[]>;
  /** Asks one question after the other, each when the last is answered. */
  begin(...questions: string[]): Promise<void>;
  /** The query of the page's address, which names the open conversation. */
  address(): string;
}

/** Gives each test of a `describe` an API without conversations and a page of its own, in which nothing may go wrong unseen. */
export function freshChatPage(): FreshChatPage {
  const fresh = {
    texts: (selector) => fresh.chat.page.locator(selector).allTextContents(),
    begin: async (...questions) => {
      for (const question of questions) {
        await fresh.chat.ask(question);
        await fresh.chat.answered();
      }
    },
    address: () => new URL(fresh.chat.page.url()).search,
  } as FreshChatPage;
  beforeAll(async () => {
    Object.assign(fresh, await startChatPage());
  }, 120_000);
  beforeEach(async () => {
    const { api } = fresh;
    api.conversations.length = 0;
    api.answers.length = 0;
    api.asked.length = 0;
    api.usual = { text: "Yes." };
    fresh.chat = await fresh.open();
  });
  afterEach(async () => {
    expect(fresh.chat.problems).toEqual([]);
    for (const page of fresh.context.pages()) await page.close();
  });
  return fresh;
}

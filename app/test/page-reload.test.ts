import type { BrowserContext } from "playwright-core";
import type { ChatApi } from "./support/chat-api";
import { latch, startChatPage, type ChatPage } from "./support/chat-page";
import { describeWithChromium } from "./support/chromium";
import { until } from "./support/until";

describeWithChromium("leaving the chat page and coming back", () => {
  let api: ChatApi;
  let context: BrowserContext;
  let open: (path?: string) => Promise<ChatPage>;
  let chat: ChatPage;
  beforeAll(async () => {
    ({ api, context, open } = await startChatPage());
  }, 120_000);
  beforeEach(async () => {
    api.conversations.length = 0;
    api.answers.length = 0;
    api.asked.length = 0;
    api.usual = { text: "Yes." };
    chat = await open();
  });
  afterEach(async () => {
    expect(chat.problems).toEqual([]);
    for (const page of context.pages()) await page.close();
  });
  const texts = (selector: string) => chat.page.locator(selector).allTextContents();
  const address = () => new URL(chat.page.url()).search;

  const half = (): { hold: Promise<unknown>; text: string } => ({ text: "Half of", hold: latch().wait });

  test("a reload inside the first answer of a conversation finds what came of it, under its address", async () => {
    api.answers.push(half());
    await chat.ask("Long?");
    await chat.page.locator(".answer").getByText("Half of").waitFor();
    expect(address()).toMatch(/^\?c=/);
    await chat.page.reload();
    await chat.page.locator(".answer .note").getByText("Stopped.").waitFor();
    expect(await texts(".question .text")).toEqual(["Long?"]);
    expect(await texts(".answer .markdown")).toEqual(["Half of"]);
    expect(await chat.page.inputValue("#message")).toBe("");
    expect(address()).toBe(`?c=${api.conversations[0]!.id}`);
  });

  test("a question that nothing was kept of is a draft after a reload", async () => {
    api.answers.push({ raw: () => undefined });
    await chat.ask("Anybody?");
    await until(() => api.asked.length === 1);
    await chat.page.reload();
    await until(async () => (await chat.page.inputValue("#message")) === "Anybody?");
    await chat.page.reload();
    await until(async () => (await chat.page.inputValue("#message")) === "Anybody?");
    expect(api.asked).toHaveLength(1);
  });

  test("a question in a conversation that keeps nothing of it is a draft after a reload", async () => {
    await chat.ask("One?");
    await chat.answered();
    api.answers.push({ raw: (response) => response.write('data: {"type":"delta","content":"Half"}\n\n') });
    await chat.ask("Two?");
    await chat.page.locator(".answer").getByText("Half").waitFor();
    await chat.page.reload();
    await until(async () => (await chat.page.inputValue("#message")) === "Two?");
    expect(await texts(".question .text")).toEqual(["One?"]);
  });

  test("an answer that fails leaves no address of a conversation that is none", async () => {
    api.answers.push({ text: "Half", fails: true });
    await chat.ask("One?");
    await chat.page.locator(".failure").waitFor();
    expect(address()).toBe("");
    await chat.page.locator(".failure button").click();
    await chat.page.locator(".answer .facts").waitFor();
    expect(api.asked.map(({ session_id: id }) => id)).toEqual([undefined, undefined]);
  });

  test("Back and Forward find the first answer of a conversation while it is coming", async () => {
    const held = latch();
    api.answers.push({ text: "Half of", hold: held.wait });
    await chat.ask("Long?");
    await chat.page.locator(".answer").getByText("Half of").waitFor();
    await chat.page.click("#new");
    await chat.page.goBack();
    await chat.page.locator(".answer.waiting").getByText("Half of").waitFor();
    held.open();
    await (await chat.answered()).locator(".facts").waitFor();
    expect(await texts(".question .text")).toEqual(["Long?"]);
  });

  test("what another tab adds does not move who reads", async () => {
    api.usual = { text: "A line.\n\n".repeat(100) };
    await chat.ask("One?");
    await chat.answered();
    const other = await open(address());
    await other.page.locator(".answer").waitFor();
    const main = other.page.locator("main");
    await main.evaluate((element) => (element.scrollTop = 300));
    await other.page.getByRole("button", { name: "Jump to the latest" }).waitFor();
    await chat.ask("Two?");
    await chat.answered();
    await other.page.locator(".question .text").getByText("Two?").waitFor();
    expect(await main.evaluate((element) => element.scrollTop)).toBe(300);
    // A title is no reason to draw what is said anew.
    const first = await other.page.locator(".question").first().elementHandle();
    await chat.page.locator("[data-rename]").click();
    await chat.page.getByRole("textbox", { name: "Title" }).fill("Lines");
    await chat.page.keyboard.press("Enter");
    await until(async () => (await other.page.locator("h1").textContent()) === "Lines");
    expect(await first!.evaluate((element) => element.isConnected)).toBe(true);
    expect(other.problems).toEqual([]);
  });
});

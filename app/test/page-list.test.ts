import type { BrowserContext } from "playwright-core";
import type { ChatApi } from "./support/chat-api";
import { startChatPage, type ChatPage } from "./support/chat-page";
import { describeWithChromium } from "./support/chromium";
import { until } from "./support/until";

describeWithChromium("the list of conversations on the chat page", () => {
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
  const begin = async (...questions: string[]): Promise<void> => {
    for (const question of questions) {
      await chat.ask(question);
      await chat.answered();
    }
  };
  const address = () => new URL(chat.page.url()).search;

  test("are listed by age, renamed, and deleted with a way back", async () => {
    await begin("Where is my parcel?");
    await chat.page.locator(".list a").waitFor();
    expect(await texts(".list h2")).toEqual(["Today"]);
    await chat.page.locator("[data-rename]").click();
    await chat.page.getByRole("textbox", { name: "Title" }).fill("Parcel");
    await chat.page.keyboard.press("Enter");
    await chat.page.locator(".list a").getByText("Parcel", { exact: true }).waitFor();
    expect(api.conversations[0]!.title).toBe("Parcel");
    expect(await chat.page.title()).toBe("Parcel – Breakwater");

    const remove = chat.page.locator("[data-remove]");
    const before = address();
    await remove.click();
    await chat.page.getByText("Nothing here yet.").waitFor();
    expect([api.conversations.length, address()]).toEqual([1, ""]);
    expect(await chat.page.locator(".question").count()).toBe(0);
    await chat.page.getByRole("button", { name: "Undo" }).click();
    await chat.page.locator(".list a").getByText("Parcel", { exact: true }).waitFor();
    await chat.page.locator(".answer").waitFor();
    expect([api.conversations.length, address()]).toEqual([1, before]);
    await remove.click();
    await chat.page.getByText("Nothing here yet.").waitFor();
    // Whoever leaves takes nothing back any more.
    await chat.page.reload();
    await until(() => api.conversations.length === 0);
  });

  test("one that was removed is deleted when the notice goes, which waits while the keyboard is in it", async () => {
    await begin("One?");
    await chat.page.locator(".list a").waitFor();
    await chat.page.clock.install();
    await chat.page.locator("[data-remove]").focus();
    await chat.page.keyboard.press("Enter");
    const undo = chat.page.getByRole("button", { name: "Undo" });
    await undo.waitFor();
    expect(await undo.evaluate((button) => button === button.ownerDocument.activeElement)).toBe(true);
    await chat.page.clock.runFor(60_000);
    expect(api.conversations).toHaveLength(1);
    await chat.page.locator("#message").focus();
    await chat.page.clock.runFor(2_000);
    await undo.waitFor({ state: "detached" });
    await until(() => api.conversations.length === 0);
    await chat.page.clock.resume();
  });

  test("one that cannot be deleted comes back, and that is told", async () => {
    await begin("One?");
    await chat.page.locator(".list a").waitFor();
    await chat.page.route("**/api/conversations/*", (route) =>
      route.request().method() === "DELETE" ? route.fulfill({ status: 503, body: "" }) : route.fallback(),
    );
    await chat.page.locator("[data-remove]").click();
    await chat.page.locator(".list a").waitFor({ state: "detached" });
    // Another one's notice takes the place of the first.
    await begin("Two?");
    await chat.page.locator(".list a").waitFor();
    await chat.page.locator("[data-remove]").click();
    await chat.page.locator(".notice").getByText("That did not work.").waitFor();
    await chat.page.locator(".list a").getByText("One?").waitFor();
  });

  test("are found by words of their titles, in any case", async () => {
    for (const [index, title] of [..."abcdefgh", "Über Züge", "서울 날씨"].entries())
      api.conversations.push({
        id: `c${index}`,
        title,
        created_at: 1_796_000_000,
        updated_at: 1_796_000_000 - index,
        history_cut: false,
        messages: [],
      });
    await chat.page.reload();
    const search = chat.page.getByRole("searchbox", { name: "Search titles" });
    for (const [words, found] of [
      ["ZÜGE", ["Über Züge"]],
      ["서울".normalize("NFD"), ["서울 날씨"]],
      ["nothing", []],
    ] as const) {
      await search.fill(words);
      expect(await texts(".list a")).toEqual(found);
    }
    await chat.page.getByText("No title has these words.").waitFor();
    await search.press("Escape");
    await until(async () => (await texts(".list a")).length === 10);
  });

  test("what a conversation has cost stands at its end, also after a reload", async () => {
    await begin("One?");
    const cost = chat.page.getByText("This conversation has cost $0.004200 so far.");
    await cost.waitFor();
    api.conversations[0]!.cost_usd = 0.0042;
    await chat.page.reload();
    await cost.waitFor();
    await chat.page.click("#new");
    expect(await cost.count()).toBe(0);
  });
});

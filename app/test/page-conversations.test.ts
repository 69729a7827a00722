import type { BrowserContext } from "playwright-core";
import type { ChatApi } from "./support/chat-api";
import { latch, startChatPage, type ChatPage } from "./support/chat-page";
import { describeWithChromium } from "./support/chromium";
import { until } from "./support/until";

describeWithChromium("conversations on the chat page", () => {
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

  test("the address names the conversation, and a reload shows it", async () => {
    await begin("First?", "Second?");
    expect(address()).toBe(`?c=${api.conversations[0]!.id}`);
    await chat.page.reload();
    await chat.page.locator(".answer").nth(1).waitFor();
    expect(await texts(".question .text")).toEqual(["First?", "Second?"]);
    expect(await texts(".answer .markdown")).toEqual(["Yes.", "Yes."]);
    await begin("Third?");
    expect(api.asked.at(-1)).toMatchObject({ session_id: api.conversations[0]!.id });
    expect(api.conversations[0]!.messages).toHaveLength(6);
  });

  test("back and forward go from one to the other", async () => {
    await begin("One?");
    await chat.page.click("#new");
    await chat.page.locator(".question").waitFor({ state: "detached" });
    await begin("Two?");
    await chat.page.goBack();
    await chat.page.getByText("One?", { exact: true }).nth(1).waitFor();
    expect(await texts(".question .text")).toEqual(["One?"]);
    await chat.page.goForward();
    await chat.page.locator(".question .text").getByText("Two?").waitFor();
    expect(await texts(".question .text")).toEqual(["Two?"]);
  });

  test("one that is unknown or has expired says so, and the next question begins a new one", async () => {
    await chat.page.goto(`${api.url}?c=${crypto.randomUUID()}`);
    await chat.page.getByRole("heading", { name: "This conversation no longer exists" }).waitFor();
    await begin("Still there?");
    expect(api.asked[0]!.session_id).toBeUndefined();
    expect(address()).toBe(`?c=${api.conversations[0]!.id}`);
  });

  test("one that expires while it is open keeps the question, and asks it in a new one", async () => {
    await begin("One?");
    api.conversations.length = 0;
    await chat.ask("Two?");
    await chat.page.getByRole("button", { name: "Ask in a new conversation" }).click();
    await chat.answered();
    expect(await texts(".question .text")).toEqual(["Two?"]);
    expect(api.asked.at(-1)).toEqual({ message: "Two?", use_case: "general", stream: true });
  });

  test("asks a question again in the place of its answer", async () => {
    await begin("One?", "Two?");
    api.usual = { text: "No." };
    const [, , question] = api.conversations[0]!.messages;
    await chat.page.getByRole("button", { name: "Answer again" }).last().click();
    await chat.page.locator(".answer").getByText("No.").waitFor();
    expect(api.asked.at(-1)).toMatchObject({ message: "Two?", replace: question!.id });
    expect(await texts(".answer .markdown")).toEqual(["Yes.", "No."]);
    // The button is gone with its answer, and the focus is not.
    expect(await chat.page.evaluate("document.activeElement.id")).toBe("message");
  });

  test("asks an edited question in the place of it and all after it", async () => {
    await begin("One?", "Two?");
    const [question] = api.conversations[0]!.messages;
    await chat.page.locator(".question").first().hover();
    await chat.page.getByRole("button", { name: "Edit the question" }).first().click();
    await chat.page.keyboard.type(" Really");
    await chat.page.keyboard.press("Enter");
    await until(() => api.asked.length === 3);
    await chat.answered();
    expect(api.asked.at(-1)).toMatchObject({ message: "One? Really", replace: question!.id });
    expect(await texts(".question .text")).toEqual(["One? Really"]);
    // Again, now by the new message's id; and Escape leaves the editor without asking.
    await chat.page.locator(".question").first().hover();
    await chat.page.getByRole("button", { name: "Edit the question" }).click();
    await chat.page.keyboard.press("Escape");
    expect(await texts(".question .text")).toEqual(["One? Really"]);
    await chat.page.getByRole("button", { name: "Answer again" }).click();
    await until(() => api.asked.length === 4);
    await chat.answered();
    expect(api.conversations[0]!.messages.map(({ content }) => content)).toEqual(["One? Really", "Yes."]);
  });

  test.each(["the button", "Escape"])(
    "stops an answer by %s: what came stays, also in the conversation",
    async (by) => {
      const held = latch();
      api.answers.push({ text: "Half of", hold: held.wait });
      await chat.ask("Long?");
      await chat.page.locator(".answer").getByText("Half of").waitFor();
      if (by === "Escape") await chat.page.keyboard.press("Escape");
      else await chat.page.getByRole("button", { name: "Stop the answer" }).click();
      const answer = await chat.answered();
      expect(await answer.locator(".markdown").textContent()).toBe("Half of");
      expect(await answer.locator(".note").textContent()).toBe("Stopped.");
      await chat.page.waitForURL(/\?c=/);
      held.open();
      await begin("Go on?");
      expect(api.conversations).toHaveLength(1);
      expect(api.conversations[0]!.messages.map(({ content }) => content)).toEqual([
        "Long?",
        "Half of",
        "Go on?",
        "Yes.",
      ]);
    },
  );

  test("an answer goes on while another conversation is open", async () => {
    await begin("One?");
    const held = latch();
    api.answers.push({ text: "Slow.", hold: held.wait });
    await chat.ask("Two?");
    await chat.page.locator(".answer").getByText("Slow.").waitFor();
    await chat.page.click("#new");
    await begin("Other?");
    await chat.page.locator(".list a").getByText("One?").click();
    expect(await texts(".question .text")).toEqual(["One?", "Two?"]);
    expect(await chat.page.locator(".waiting").count()).toBe(1);
    held.open();
    await (await chat.answered()).locator(".facts").waitFor();
    expect(await texts(".answer .markdown")).toEqual(["Yes.", "Slow."]);
  });

  test("a draft stays with its conversation, over a reload as well", async () => {
    await begin("One?");
    await chat.page.fill("#message", "half a quest");
    await chat.page.click("#new");
    expect(await chat.page.inputValue("#message")).toBe("");
    await chat.page.goBack();
    await until(async () => (await chat.page.inputValue("#message")) === "half a quest");
    await chat.page.reload();
    await until(async () => (await chat.page.inputValue("#message")) === "half a quest");
  });

  test("two tabs show the same conversation, list and titles", async () => {
    await begin("One?");
    const other = await open(`?c=${api.conversations[0]!.id}`);
    await other.page.locator(".answer").waitFor();
    await begin("Two?");
    await other.page.locator(".question .text").getByText("Two?").waitFor();
    const third = await open();
    await third.ask("Three?");
    await third.answered();
    await chat.page.locator(".list a").getByText("Three?").waitFor();
    expect(third.problems.concat(other.problems)).toEqual([]);
  });

  test("asks by the model or use case that was chosen, also after a reload", async () => {
    await chat.page.selectOption("#model", "model:claude-sonnet-4");
    await begin("One?");
    await chat.page.goto(api.url);
    await chat.page.locator("#model option").nth(4).waitFor({ state: "attached" });
    await begin("Two?");
    await chat.page.selectOption("#model", "use:simple_qa");
    await begin("Three?");
    expect(api.asked.map(({ model, use_case: useCase }) => [model, useCase])).toEqual([
      ["claude-sonnet-4", undefined],
      ["claude-sonnet-4", undefined],
      [undefined, "simple_qa"],
    ]);
    expect(await texts("#model optgroup:last-child option")).toEqual(["gpt-4.1", "claude-sonnet-4"]);
    await chat.page.selectOption("#model", "use:general");
  });
});

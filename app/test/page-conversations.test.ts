import { latch } from "./support/chat-page";
import { describeWithChromium } from "./support/chromium";
import { freshChatPage } from "./support/fresh-chat-page";
import { until } from "./support/until";

describeWithChromium("conversations on the chat page", () => {
  const fresh = freshChatPage();

  test("the address names the conversation, and a reload shows it", async () => {
    await fresh.begin("First?", "Second?");
    expect(fresh.address()).toBe(`?c=${fresh.api.conversations[0]!.id}`);
    await fresh.chat.page.reload();
    await fresh.chat.page.locator(".answer").nth(1).waitFor();
    expect(await fresh.texts(".question .text")).toEqual(["First?", "Second?"]);
    expect(await fresh.texts(".answer .markdown")).toEqual(["Yes.", "Yes."]);
    await fresh.begin("Third?");
    expect(fresh.api.asked.at(-1)).toMatchObject({ session_id: fresh.api.conversations[0]!.id });
    expect(fresh.api.conversations[0]!.messages).toHaveLength(6);
  });

  test("back and forward go from one to the other", async () => {
    await fresh.begin("One?");
    await fresh.chat.page.click("#new");
    await fresh.chat.page.locator(".question").waitFor({ state: "detached" });
    await fresh.begin("Two?");
    await fresh.chat.page.goBack();
    await fresh.chat.page.getByText("One?", { exact: true }).nth(1).waitFor();
    expect(await fresh.texts(".question .text")).toEqual(["One?"]);
    await fresh.chat.page.goForward();
    await fresh.chat.page.locator(".question .text").getByText("Two?").waitFor();
    expect(await fresh.texts(".question .text")).toEqual(["Two?"]);
  });

  test("one that is unknown or has expired says so, and the next question begins a new one", async () => {
    await fresh.chat.page.goto(`${fresh.api.url}?c=${crypto.randomUUID()}`);
    await fresh.chat.page.getByRole("heading", { name: "This conversation no longer exists" }).waitFor();
    await fresh.begin("Still there?");
    expect(fresh.api.asked[0]!.session_id).toBeUndefined();
    expect(fresh.address()).toBe(`?c=${fresh.api.conversations[0]!.id}`);
  });

  test("one that expires while it is open keeps the question, and asks it in a new one", async () => {
    await fresh.begin("One?");
    fresh.api.conversations.length = 0;
    await fresh.chat.ask("Two?");
    await fresh.chat.page.getByRole("button", { name: "Ask in a new conversation" }).click();
    await fresh.chat.answered();
    expect(await fresh.texts(".question .text")).toEqual(["Two?"]);
    expect(fresh.api.asked.at(-1)).toEqual({ message: "Two?", use_case: "general", stream: true });
  });

  test("asks a question again in the place of its answer", async () => {
    await fresh.begin("One?", "Two?");
    fresh.api.usual = { text: "No." };
    const [, , question] = fresh.api.conversations[0]!.messages;
    await fresh.chat.page.getByRole("button", { name: "Answer again" }).last().click();
    await fresh.chat.page.locator(".answer").getByText("No.").waitFor();
    expect(fresh.api.asked.at(-1)).toMatchObject({ message: "Two?", replace: question!.id });
    expect(await fresh.texts(".answer .markdown")).toEqual(["Yes.", "No."]);
    // The button is gone with its answer, and the focus is not.
    expect(await fresh.chat.page.evaluate("document.activeElement.id")).toBe("message");
  });

  test("asks an edited question in the place of it and all after it", async () => {
    await fresh.begin("One?", "Two?");
    const [question] = fresh.api.conversations[0]!.messages;
    await fresh.chat.page.locator(".question").first().hover();
    await fresh.chat.page.getByRole("button", { name: "Edit the question" }).first().click();
    await fresh.chat.page.keyboard.type(" Really");
    await fresh.chat.page.keyboard.press("Enter");
    await until(() => fresh.api.asked.length === 3);
    await fresh.chat.answered();
    expect(fresh.api.asked.at(-1)).toMatchObject({ message: "One? Really", replace: question!.id });
    expect(await fresh.texts(".question .text")).toEqual(["One? Really"]);
    // Again, now by the new message's id; and Escape leaves the editor without asking.
    await fresh.chat.page.locator(".question").first().hover();
    await fresh.chat.page.getByRole("button", { name: "Edit the question" }).click();
    await fresh.chat.page.keyboard.press("Escape");
    expect(await fresh.texts(".question .text")).toEqual(["One? Really"]);
    await fresh.chat.page.getByRole("button", { name: "Answer again" }).click();
    await until(() => fresh.api.asked.length === 4);
    await fresh.chat.answered();
    expect(fresh.api.conversations[0]!.messages.map(({ content }) => content)).toEqual(["One? Really", "Yes."]);
  });

  test.each(["the button", "Escape"])(
    "stops an answer by %s: what came stays, also in the conversation",
    async (by) => {
      const held = latch();
      fresh.api.answers.push({ text: "Half of", hold: held.wait });
      await fresh.chat.ask("Long?");
      await fresh.chat.page.locator(".answer").getByText("Half of").waitFor();
      if (by === "Escape") await fresh.chat.page.keyboard.press("Escape");
      else await fresh.chat.page.getByRole("button", { name: "Stop the answer" }).click();
      const answer = await fresh.chat.answered();
      expect(await answer.locator(".markdown").textContent()).toBe("Half of");
      expect(await answer.locator(".note").textContent()).toBe("Stopped.");
      await fresh.chat.page.waitForURL(/\?c=/);
      held.open();
      await fresh.begin("Go on?");
      expect(fresh.api.conversations).toHaveLength(1);
      expect(fresh.api.conversations[0]!.messages.map(({ content }) => content)).toEqual([
        "Long?",
        "Half of",
        "Go on?",
        "Yes.",
      ]);
    },
  );

  test("an answer goes on while another conversation is open", async () => {
    await fresh.begin("One?");
    const held = latch();
    fresh.api.answers.push({ text: "Slow.", hold: held.wait });
    await fresh.chat.ask("Two?");
    await fresh.chat.page.locator(".answer").getByText("Slow.").waitFor();
    await fresh.chat.page.click("#new");
    await fresh.begin("Other?");
    await fresh.chat.page.locator(".list a").getByText("One?").click();
    expect(await fresh.texts(".question .text")).toEqual(["One?", "Two?"]);
    expect(await fresh.chat.page.locator(".waiting").count()).toBe(1);
    held.open();
    await (await fresh.chat.answered()).locator(".facts").waitFor();
    expect(await fresh.texts(".answer .markdown")).toEqual(["Yes.", "Slow."]);
  });

  test("a draft stays with its conversation, over a reload as well", async () => {
    await fresh.begin("One?");
    await fresh.chat.page.fill("#message", "half a quest");
    await fresh.chat.page.click("#new");
    expect(await fresh.chat.page.inputValue("#message")).toBe("");
    await fresh.chat.page.goBack();
    await until(async () => (await fresh.chat.page.inputValue("#message")) === "half a quest");
    await fresh.chat.page.reload();
    await until(async () => (await fresh.chat.page.inputValue("#message")) === "half a quest");
  });

  test("two tabs show the same conversation, list and titles", async () => {
    await fresh.begin("One?");
    const other = await fresh.open(`?c=${fresh.api.conversations[0]!.id}`);
    await other.page.locator(".answer").waitFor();
    await fresh.begin("Two?");
    await other.page.locator(".question .text").getByText("Two?").waitFor();
    const third = await fresh.open();
    await third.ask("Three?");
    await third.answered();
    await fresh.chat.page.locator(".list a").getByText("Three?").waitFor();
    expect(third.problems.concat(other.problems)).toEqual([]);
  });

  test("asks by the model or use case that was chosen, also after a reload", async () => {
    await fresh.chat.page.selectOption("#model", "model:claude-sonnet-4");
    await fresh.begin("One?");
    await fresh.chat.page.goto(fresh.api.url);
    await fresh.chat.page.locator("#model option").nth(4).waitFor({ state: "attached" });
    await fresh.begin("Two?");
    await fresh.chat.page.selectOption("#model", "use:simple_qa");
    await fresh.begin("Three?");
    expect(fresh.api.asked.map(({ model, use_case: useCase }) => [model, useCase])).toEqual([
      ["claude-sonnet-4", undefined],
      ["claude-sonnet-4", undefined],
      [undefined, "simple_qa"],
    ]);
    expect(await fresh.texts("#model optgroup:last-child option")).toEqual(["gpt-4.1", "claude-sonnet-4"]);
    await fresh.chat.page.selectOption("#model", "use:general");
  });
});

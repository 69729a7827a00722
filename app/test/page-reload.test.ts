import { latch } from "./support/chat-page";
import { describeWithChromium } from "./support/chromium";
import { freshChatPage } from "./support/fresh-chat-page";
import { until } from "./support/until";

describeWithChromium("leaving the chat page and coming back", () => {
  const fresh = freshChatPage();

  const half = (): { hold: Promise<unknown>; text: string } => ({ text: "Half of", hold: latch().wait });

  test("a reload inside the first answer of a conversation finds what came of it, under its address", async () => {
    fresh.api.answers.push(half());
    await fresh.chat.ask("Long?");
    await fresh.chat.page.locator(".answer").getByText("Half of").waitFor();
    expect(fresh.address()).toMatch(/^\?c=/);
    await fresh.chat.page.reload();
    await fresh.chat.page.locator(".answer .note").getByText("Stopped.").waitFor();
    expect(await fresh.texts(".question .text")).toEqual(["Long?"]);
    expect(await fresh.texts(".answer .markdown")).toEqual(["Half of"]);
    expect(await fresh.chat.page.inputValue("#message")).toBe("");
    expect(fresh.address()).toBe(`?c=${fresh.api.conversations[0]!.id}`);
  });

  test("a question that nothing was kept of is a draft after a reload", async () => {
    fresh.api.answers.push({ raw: () => undefined });
    await fresh.chat.ask("Anybody?");
    await until(() => fresh.api.asked.length === 1);
    await fresh.chat.page.reload();
    await until(async () => (await fresh.chat.page.inputValue("#message")) === "Anybody?");
    await fresh.chat.page.reload();
    await until(async () => (await fresh.chat.page.inputValue("#message")) === "Anybody?");
    expect(fresh.api.asked).toHaveLength(1);
  });

  test("a question in a conversation that keeps nothing of it is a draft after a reload", async () => {
    await fresh.chat.ask("One?");
    await fresh.chat.answered();
    fresh.api.answers.push({ raw: (response) => response.write('data: {"type":"delta","content":"Half"}\n\n') });
    await fresh.chat.ask("Two?");
    await fresh.chat.page.locator(".answer").getByText("Half").waitFor();
    await fresh.chat.page.reload();
    await until(async () => (await fresh.chat.page.inputValue("#message")) === "Two?");
    expect(await fresh.texts(".question .text")).toEqual(["One?"]);
  });

  test("an answer that fails leaves no address of a conversation that is none", async () => {
    fresh.api.answers.push({ text: "Half", fails: true });
    await fresh.chat.ask("One?");
    await fresh.chat.page.locator(".failure").waitFor();
    expect(fresh.address()).toBe("");
    await fresh.chat.page.locator(".failure button").click();
    await fresh.chat.page.locator(".answer .facts").waitFor();
    expect(fresh.api.asked.map(({ session_id: id }) => id)).toEqual([undefined, undefined]);
  });

  test("Back and Forward find the first answer of a conversation while it is coming", async () => {
    const held = latch();
    fresh.api.answers.push({ text: "Half of", hold: held.wait });
    await fresh.chat.ask("Long?");
    await fresh.chat.page.locator(".answer").getByText("Half of").waitFor();
    await fresh.chat.page.click("#new");
    await fresh.chat.page.goBack();
    await fresh.chat.page.locator(".answer.waiting").getByText("Half of").waitFor();
    held.open();
    await (await fresh.chat.answered()).locator(".facts").waitFor();
    expect(await fresh.texts(".question .text")).toEqual(["Long?"]);
  });

  test("what another tab adds does not move who reads", async () => {
    fresh.api.usual = { text: "A line.\n\n".repeat(100) };
    await fresh.chat.ask("One?");
    await fresh.chat.answered();
    const other = await fresh.open(fresh.address());
    await other.page.locator(".answer").waitFor();
    const main = other.page.locator("main");
    await main.evaluate((element) => (element.scrollTop = 300));
    await other.page.getByRole("button", { name: "Jump to the latest" }).waitFor();
    await fresh.chat.ask("Two?");
    await fresh.chat.answered();
    await other.page.locator(".question .text").getByText("Two?").waitFor();
    expect(await main.evaluate((element) => element.scrollTop)).toBe(300);
    // A title is no reason to draw what is said anew.
    const first = await other.page.locator(".question").first().elementHandle();
    await fresh.chat.page.locator("[data-rename]").click();
    await fresh.chat.page.getByRole("textbox", { name: "Title" }).fill("Lines");
    await fresh.chat.page.keyboard.press("Enter");
    await until(async () => (await other.page.locator("h1").textContent()) === "Lines");
    expect(await first!.evaluate((element) => element.isConnected)).toBe(true);
    expect(other.problems).toEqual([]);
  });
});

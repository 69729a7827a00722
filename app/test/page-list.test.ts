import { describeWithChromium } from "./support/chromium";
import { freshChatPage } from "./support/fresh-chat-page";
import { until } from "./support/until";

describeWithChromium("the list of conversations on the chat page", () => {
  const fresh = freshChatPage();

  test("are listed by age, renamed, and deleted with a way back", async () => {
    await fresh.begin("Where is my parcel?");
    await fresh.chat.page.locator(".list a").waitFor();
    expect(await fresh.texts(".list h2")).toEqual(["Today"]);
    await fresh.chat.page.locator("[data-rename]").click();
    await fresh.chat.page.getByRole("textbox", { name: "Title" }).fill("Parcel");
    await fresh.chat.page.keyboard.press("Enter");
    await fresh.chat.page.locator(".list a").getByText("Parcel", { exact: true }).waitFor();
    expect(fresh.api.conversations[0]!.title).toBe("Parcel");
    expect(await fresh.chat.page.title()).toBe("Parcel – Breakwater");

    const remove = fresh.chat.page.locator("[data-remove]");
    const before = fresh.address();
    await remove.click();
    await fresh.chat.page.getByText("Nothing here yet.").waitFor();
    expect([fresh.api.conversations.length, fresh.address()]).toEqual([1, ""]);
    expect(await fresh.chat.page.locator(".question").count()).toBe(0);
    await fresh.chat.page.getByRole("button", { name: "Undo" }).click();
    await fresh.chat.page.locator(".list a").getByText("Parcel", { exact: true }).waitFor();
    await fresh.chat.page.locator(".answer").waitFor();
    expect([fresh.api.conversations.length, fresh.address()]).toEqual([1, before]);
    await remove.click();
    await fresh.chat.page.getByText("Nothing here yet.").waitFor();
    // Whoever leaves takes nothing back any more.
    await fresh.chat.page.reload();
    await until(() => fresh.api.conversations.length === 0);
  });

  test("one that was removed is deleted when the notice goes, which waits while the keyboard is in it", async () => {
    await fresh.begin("One?");
    await fresh.chat.page.locator(".list a").waitFor();
    await fresh.chat.page.clock.install();
    await fresh.chat.page.locator("[data-remove]").focus();
    await fresh.chat.page.keyboard.press("Enter");
    const undo = fresh.chat.page.getByRole("button", { name: "Undo" });
    await undo.waitFor();
    expect(await undo.evaluate((button) => button === button.ownerDocument.activeElement)).toBe(true);
    await fresh.chat.page.clock.runFor(60_000);
    expect(fresh.api.conversations).toHaveLength(1);
    await fresh.chat.page.locator("#message").focus();
    await fresh.chat.page.clock.runFor(2_000);
    await undo.waitFor({ state: "detached" });
    await until(() => fresh.api.conversations.length === 0);
    await fresh.chat.page.clock.resume();
  });

  test("one that cannot be deleted comes back, and that is told", async () => {
    await fresh.begin("One?");
    await fresh.chat.page.locator(".list a").waitFor();
    await fresh.chat.page.route("**/api/conversations/*", (route) =>
      route.request().method() === "DELETE" ? route.fulfill({ status: 503, body: "" }) : route.fallback(),
    );
    await fresh.chat.page.locator("[data-remove]").click();
    await fresh.chat.page.locator(".list a").waitFor({ state: "detached" });
    // Another one's notice takes the place of the first.
    await fresh.begin("Two?");
    await fresh.chat.page.locator(".list a").waitFor();
    await fresh.chat.page.locator("[data-remove]").click();
    await fresh.chat.page.locator(".notice").getByText("That did not work.").waitFor();
    await fresh.chat.page.locator(".list a").getByText("One?").waitFor();
  });

  test("are found by words of their titles, in any case", async () => {
    for (const [index, title] of [..."abcdefgh", "Über Züge", "서울 날씨"].entries())
      fresh.api.conversations.push({
        id: `c${index}`,
        title,
        created_at: 1_796_000_000,
        updated_at: 1_796_000_000 - index,
        history_cut: false,
        messages: [],
      });
    await fresh.chat.page.reload();
    const search = fresh.chat.page.getByRole("searchbox", { name: "Search titles" });
    for (const [words, found] of [
      ["ZÜGE", ["Über Züge"]],
      ["서울".normalize("NFD"), ["서울 날씨"]],
      ["nothing", []],
    ] as const) {
      await search.fill(words);
      expect(await fresh.texts(".list a")).toEqual(found);
    }
    await fresh.chat.page.getByText("No title has these words.").waitFor();
    await search.press("Escape");
    await until(async () => (await fresh.texts(".list a")).length === 10);
  });

  test("what a conversation has cost stands at its end, also after a reload", async () => {
    await fresh.begin("One?");
    const cost = fresh.chat.page.getByText("This conversation has cost $0.004200 so far.");
    await cost.waitFor();
    fresh.api.conversations[0]!.cost_usd = 0.0042;
    await fresh.chat.page.reload();
    await cost.waitFor();
    await fresh.chat.page.click("#new");
    expect(await cost.count()).toBe(0);
  });
});

import type { ChatApi } from "./support/chat-api";
import { startChatPage, type ChatPage } from "./support/chat-page";
import { describeWithChromium } from "./support/chromium";
import { holdEverything, openEverything, states, violations } from "./support/page-states";
import { until } from "./support/until";

describeWithChromium("the chat page for everybody", () => {
  let api: ChatApi;
  let open: (path?: string) => Promise<ChatPage>;
  beforeAll(async () => {
    ({ api, open } = await startChatPage());
  }, 120_000);
  beforeEach(() => holdEverything(api));
  const opened = (): Promise<ChatPage> => openEverything(open);

  describe.each(["light", "dark"] as const)("in %s colours", (colorScheme) => {
    describe.each(["en", "ko"])("in %s", (language) => {
      test.each(Object.keys(states))("axe finds nothing in %s", async (state) => {
        const chat = await open();
        await chat.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await chat.page.selectOption("#language", language);
        await chat.page.goto(`${api.url}?c=c1`);
        await chat.page.locator(".answer .table").waitFor();
        await chat.page.locator(".list a").waitFor();
        await states[state]!(chat, api);
        expect(await violations(chat.page)).toEqual([]);
        expect(await chat.page.locator("html").getAttribute("lang")).toBe(language);
        await chat.page.close();
      });

      test("axe finds nothing on a telephone, with the drawer and without", async () => {
        const chat = await open();
        await chat.page.selectOption("#language", language);
        await chat.page.setViewportSize({ width: 390, height: 844 });
        await chat.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await chat.page.goto(`${api.url}?c=c1`);
        await chat.page.locator(".answer .table").waitFor();
        expect(await violations(chat.page)).toEqual([]);
        await chat.page.click(".menu");
        await chat.page.locator("#new").waitFor();
        expect(await violations(chat.page)).toEqual([]);
        await chat.page.close();
      });
    });
  });

  test("the theme that is chosen wins over the system's, also after a reload", async () => {
    const chat = await opened();
    await chat.page.selectOption("#language", "en");
    const ground = () =>
      chat.page
        .locator("body")
        .evaluate((body) => body.ownerDocument.defaultView.getComputedStyle(body).backgroundColor as string);
    await chat.page.emulateMedia({ colorScheme: "light" });
    const light = await ground();
    await chat.page.selectOption("#theme", "dark");
    const dark = await ground();
    expect(dark).not.toBe(light);
    await chat.page.reload();
    expect(await ground()).toBe(dark);
    await chat.page.selectOption("#theme", "system");
    expect(await ground()).toBe(light);
    await chat.page.close();
  });

  test("the language changes everything at once, and what is written stays", async () => {
    const chat = await opened();
    await chat.page.fill("#message", "half");
    await chat.page.selectOption("#language", "ko");
    await chat.page.getByRole("button", { name: "보내기" }).waitFor();
    expect(await chat.page.locator(".note").allTextContents()).toEqual([
      "이 대화의 앞부분은 더 이상 보관되지 않습니다.",
      "답변이 최대 길이에 도달하여 끊겼습니다.",
    ]);
    expect(await chat.page.inputValue("#message")).toBe("half");
    await chat.page.selectOption("#language", "en");
    await chat.page.getByRole("button", { name: "Send" }).waitFor();
    await chat.page.close();
  });

  test("an answer is read out when it is complete, and where it was cut off", async () => {
    const chat = await opened();
    api.answers.push({ text: ["The **an", "swer**."], end: { finish_reason: "length" } });
    await chat.ask("What?");
    await until(
      async () =>
        (await chat.page.locator("[role=status]").textContent()) ===
        "Answer: The answer. Cut off: the answer reached its greatest length.",
    );
    await chat.page.close();
  });

  test.each([320, 390, 768, 1440])("fits %d pixels, with what is wider scrolling inside", async (width) => {
    const { page } = await opened();
    await page.setViewportSize({ width, height: 800 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    expect(await page.locator("main").evaluate((main) => main.scrollWidth - main.clientWidth)).toBe(0);
    for (const selector of ["#send", "#message", "#model"]) {
      const box = (await page.locator(selector).boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
    }
    await page.close();
  });

  test("enlarged four times, most of the page is what is read", async () => {
    const { page } = await opened();
    await page.setViewportSize({ width: 320, height: 256 });
    expect((await page.locator("main").boundingBox())!.height).toBeGreaterThan(128);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(320);
    await page.close();
  });

  test("on paper all of it stands, on as many pages as it needs", async () => {
    api.conversations[0]!.messages.push({ id: "a2", role: "assistant", content: "A paragraph.\n\n".repeat(200) });
    const { page } = await opened();
    const paper = (await page.pdf({ format: "A4" })).toString("latin1");
    expect(paper.match(/\/Type\s*\/Page\b/g)!.length).toBeGreaterThan(5);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("aside, .composer, .actions, .copy").filter({ visible: true }).count()).toBe(0);
    await page.close();
  });

  test("on a telephone the list is a drawer that holds the focus, and Escape closes it", async () => {
    const { page } = await opened();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("button", { name: "Show conversations" }).click();
    await until(async () => page.evaluate("document.activeElement.id === 'new'"));
    for (let turn = 0; turn < 12; turn += 1) await page.keyboard.press("Tab");
    expect(await page.evaluate("document.querySelector('.column').contains(document.activeElement)")).toBe(false);
    await page.locator("#new").focus();
    await page.keyboard.press("Escape");
    expect(await page.evaluate("document.activeElement.classList.contains('menu')")).toBe(true);
    await page.close();
  });
});

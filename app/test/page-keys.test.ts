import type { ChatApi } from "./support/chat-api";
import { startChatPage, type ChatPage } from "./support/chat-page";
import { describeWithChromium } from "./support/chromium";
import { holdEverything, openEverything } from "./support/page-states";

describeWithChromium("the keys of the chat page", () => {
  let api: ChatApi;
  let open: (path?: string) => Promise<ChatPage>;
  beforeAll(async () => {
    ({ api, open } = await startChatPage());
  }, 120_000);
  beforeEach(() => holdEverything(api));
  const opened = (): Promise<ChatPage> => openEverything(open);

  test("the keyboard alone asks, reaches everything that there is, and gets the focus back", async () => {
    const { page, problems } = await opened();
    await page.keyboard.type("Only keys?");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("Yes.");
    await page.keyboard.press("Enter");
    await page.locator(".answer").nth(1).locator(".facts").waitFor();
    expect(api.asked.at(-1)!.message).toBe("Only keys?\nYes.");
    const reached = new Set<string>();
    for (let turn = 0; turn < 60; turn += 1) {
      await page.keyboard.press("Tab");
      reached.add(
        await page.evaluate<string>(
          "document.activeElement.id || document.activeElement.className || document.activeElement.localName",
        ),
      );
    }
    for (const name of [
      "new",
      "language",
      "theme",
      "model",
      "icon copy",
      "icon again",
      "icon edit",
      "table",
      "message",
      "send",
      "pre",
    ])
      expect([...reached]).toContain(name);
    await page.locator("[data-rename]").first().focus();
    await page.keyboard.press("Enter");
    await page.locator("dialog").waitFor();
    await page.keyboard.press("Escape");
    expect(await page.evaluate("document.activeElement.hasAttribute('data-rename')")).toBe(true);
    expect(problems).toEqual([]);
    await page.close();
  });

  test.each([
    ["Chrome and Firefox say so", { isComposing: true }],
    ["Safari does by its code", { keyCode: 229 }],
  ])("Enter that ends a composition sends nothing: %s", async (_how, init) => {
    const { page } = await opened();
    const before = api.asked.length;
    await page.fill("#message", "한국어");
    const press = (more: object) =>
      page.locator("#message").dispatchEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...more });
    await press(init);
    expect(await page.inputValue("#message")).toBe("한국어");
    await press({});
    await page.locator(".answer").nth(1).locator(".facts").waitFor();
    expect(api.asked.slice(before).map(({ message }) => message)).toEqual(["한국어"]);
    await page.close();
  });

  test("an input method's own events are believed where a key event does not tell of it", async () => {
    const { page } = await opened();
    const before = api.asked.length;
    const field = page.locator("#message");
    await field.focus();
    const browser = await page.context().newCDPSession(page);
    const enter = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, text: "\r" };
    // A composition of the browser's own, and an Enter that says nothing of it.
    await browser.send("Input.imeSetComposition", { text: "한국", selectionStart: 2, selectionEnd: 2 });
    await field.dispatchEvent("keydown", { key: "Enter", keyCode: 13, bubbles: true, cancelable: true });
    expect(await field.inputValue()).toBe("한국");
    await browser.send("Input.insertText", { text: "한국어" });
    expect([await field.inputValue(), api.asked.length]).toEqual(["한국어", before]);
    await browser.send("Input.dispatchKeyEvent", { type: "keyDown", ...enter });
    await browser.send("Input.dispatchKeyEvent", { type: "keyUp", ...enter });
    await page.locator(".answer").nth(1).locator(".facts").waitFor();
    expect(api.asked.slice(before).map(({ message }) => message)).toEqual(["한국어"]);
    await page.close();
  });

  test("a key that is held down asks once, and text has the direction of its letters", async () => {
    const { page } = await opened();
    const before = api.asked.length;
    api.answers.push({ text: "مرحبا **بك**\n\n- نعم\n\n| اسم |\n|---|\n| 1 |" });
    await page.fill("#message", "مرحبا");
    const direction = (selector: string) =>
      page
        .locator(selector)
        .last()
        .evaluate((element) => element.ownerDocument.defaultView.getComputedStyle(element).direction);
    expect(await direction("#message")).toBe("rtl");
    await page.keyboard.down("Enter");
    await page.keyboard.down("Enter");
    await page.keyboard.up("Enter");
    await page.locator(".answer").nth(1).locator(".facts").waitFor();
    for (const selector of [".question .text", ".answer .markdown p", ".answer .markdown ul", ".answer .markdown td"])
      expect([selector, await direction(selector)]).toEqual([selector, "rtl"]);
    expect(await direction(".code pre")).toBe("ltr");
    expect(api.asked).toHaveLength(before + 1);
    await page.close();
  });

  test("where there is only a touch screen, Enter begins a line and the button sends", async () => {
    const { page } = await opened();
    const browser = await page.context().newCDPSession(page);
    await browser.send("Emulation.setTouchEmulationEnabled", { enabled: true });
    await page.reload();
    await page.locator(".answer .table").waitFor();
    const before = api.asked.length;
    await page.locator("#message").focus();
    await page.keyboard.type("One\nTwo");
    expect([await page.inputValue("#message"), api.asked.length]).toEqual(["One\nTwo", before]);
    const button = (await page.locator("#send").boundingBox())!;
    expect(Math.min(button.width, button.height)).toBeGreaterThanOrEqual(44);
    await page.click("#send");
    await page.locator(".answer").nth(1).locator(".facts").waitFor();
    expect(api.asked.at(-1)!.message).toBe("One\nTwo");
    await page.close();
  });
});

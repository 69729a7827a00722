import type { BrowserContext, Page } from "playwright-core";
import { startGateway, type StandInGateway } from "../dev/gateway/server";
import { startApp, type TestApp } from "./support/app";
import { describeWithChromium, startChromium } from "./support/chromium";

// Real time and real sockets: a machine that is busy with other things fails once, a fault of ours every time.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

describeWithChromium("the chat page in a browser", () => {
  let gateway: StandInGateway;
  let app: TestApp;
  let browser: { context: BrowserContext; close(): Promise<void> };
  let page: Page;
  const problems: string[] = [];
  beforeAll(async () => {
    gateway = await startGateway({ firstTokenMs: 50, tokenMs: 15, tokens: 40, remember: true });
    app = await startApp({ HOLYSHEEP_BASE_URL: gateway.baseUrl, HTTP_TIMEOUT: "10", STREAM_STALL_TIMEOUT: "10" });
    browser = await startChromium();
    page = await browser.context.newPage();
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("request", (request) => !request.url().startsWith(app.url) && problems.push(request.url()));
    await page.goto(app.url);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await app.close();
    await gateway.close();
  });
  const ask = async (question: string): Promise<void> => {
    await page.fill("#message", question);
    await page.keyboard.press("Enter");
  };
  const facts = (count: number) => page.locator(".facts").nth(count - 1);

  test("streams an answer and says which model gave it, how long it took and what it cost", async () => {
    // Runs in the page: how long the answer was, each time that it grew.
    await page.evaluate(`
      globalThis.lengths = [];
      new MutationObserver(() => lengths.push(document.querySelector("article.assistant .text")?.textContent.length ?? 0))
        .observe(document.getElementById("talk"), { subtree: true, childList: true, characterData: true });
    `);
    await ask("Where is my parcel?");
    await facts(1).waitFor();
    const lengths = await page.evaluate<number[]>("lengths");
    expect(new Set(lengths).size).toBeGreaterThan(5);
    expect(await facts(1).textContent()).toMatch(/^gpt-4\.1 · \d+\.\d\d s · \d+ \+ 40 tokens · \$0\.\d{6}$/);
  });

  test("continues its conversation, also after a reload", async () => {
    await ask("And now?");
    await facts(2).waitFor();
    const messages = () => (JSON.parse(gateway.requests.at(-1)!.body) as { messages: unknown[] }).messages;
    expect(messages()).toHaveLength(3);
    await page.reload();
    await ask("Still there?");
    await facts(1).waitFor();
    expect(messages()).toHaveLength(5);
  });

  test("asks by use case", async () => {
    expect(await page.locator("#use-case option").allTextContents()).toEqual([
      "simple qa",
      "complex reasoning",
      "general",
    ]);
    await page.selectOption("#use-case", "complex_reasoning");
    await ask("Think.");
    await facts(2).waitFor();
    expect(await facts(2).textContent()).toContain("claude-sonnet-4");
  });

  test("begins a new conversation", async () => {
    await page.click("#new");
    await ask("Who are you?");
    await facts(1).waitFor();
    expect((JSON.parse(gateway.requests.at(-1)!.body) as { messages: unknown[] }).messages).toHaveLength(1);
  });

  test("stops an answer", async () => {
    await ask("Stop me.");
    await page.locator("article.waiting").waitFor();
    await page.click("#send");
    await page.locator("article.waiting").waitFor({ state: "detached" });
    expect(await page.locator("article.error").count()).toBe(0);
  });

  test("fits a telephone, light and dark", async () => {
    const telephone = await browser.context.newPage();
    await telephone.setViewportSize({ width: 360, height: 700 });
    for (const colorScheme of ["light", "dark"] as const) {
      await telephone.emulateMedia({ colorScheme });
      await telephone.goto(app.url);
      await telephone.fill("#message", `A word as long as this: ${"w".repeat(200)}`);
      await telephone.keyboard.press("Enter");
      await telephone.locator(".facts").first().waitFor();
      expect(await telephone.evaluate("document.documentElement.scrollWidth")).toBe(360);
      for (const id of ["#send", "#new", "#use-case"]) {
        const box = (await telephone.locator(id).boundingBox())!;
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width).toBeLessThanOrEqual(360);
      }
    }
    await telephone.close();
  });

  test("shows an error as one, and what users write is text and not markup", async () => {
    gateway.faults.set(Array<"500">(6).fill("500"));
    await ask("<img src=x onerror=alert(1)>");
    await page.locator("article.error").waitFor();
    expect(await page.locator("article.error").textContent()).toContain("No backend of this route");
    expect(await page.locator("article img").count()).toBe(0);
  });

  test("fetches nothing from elsewhere, and breaks nothing", () => {
    expect(problems.filter((problem) => !/status of 50\d/.test(problem))).toEqual([]);
  });
});

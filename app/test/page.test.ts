import { createServer, type ServerResponse } from "node:http";
import type { BrowserContext, Page } from "playwright-core";
import { startApp, type TestApp } from "./support/app";
import { describeWithChromium, startChromium } from "./support/chromium";
import { startGateway, type StandInGateway } from "./support/gateway";
import { listen } from "./support/opened";
import { until } from "./support/until";

describeWithChromium("the chat page in a browser", () => {
  let gateway: StandInGateway;
  let app: TestApp;
  let browser: { context: BrowserContext; close(): Promise<void> };
  let page: Page;
  const problems: string[] = [];
  beforeAll(async () => {
    gateway = await startGateway({ firstTokenMs: 50, tokenMs: 15, tokens: 40, remember: true });
    app = await startApp({ HOLYSHEEP_BASE_URL: gateway.baseUrl });
    browser = await startChromium();
    browser.context.setDefaultTimeout(45_000);
    page = await browser.context.newPage();
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("request", (request) => !request.url().startsWith(app.url) && problems.push(request.url()));
    await page.goto(app.url);
  }, 120_000);
  const ask = async (question: string): Promise<void> => {
    await page.fill("#message", question);
    await page.keyboard.press("Enter");
  };
  const facts = (count: number) => page.locator(".facts").nth(count - 1);

  test("says which model gave an answer, how long it took and what it cost", async () => {
    await ask("Where is my parcel?");
    await facts(1).waitFor();
    expect(await facts(1).textContent()).toMatch(/^gpt-4\.1 · \d+\.\d\d s · \d+ \+ 40 tokens · \$0\.\d{6}$/);
  });

  test("shows each piece of an answer as it comes, before there is a next one", async () => {
    const answers: ServerResponse[] = [];
    const provider = createServer((request, response) => {
      request.resume();
      response.writeHead(200, { "content-type": "text/event-stream" });
      answers.push(response);
    });
    const own = await startApp({ HOLYSHEEP_BASE_URL: `http://127.0.0.1:${await listen(provider)}/v1` });
    const other = await browser.context.newPage();
    await other.goto(own.url);
    await other.fill("#message", "Slowly, please.");
    await other.keyboard.press("Enter");
    const answer = await until(() => answers[0]);
    for (const [piece, sofar] of [
      ["one", "one"],
      [" two", "one two"],
      [" three", "one two three"],
    ] as const) {
      answer.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: piece } }] })}\n\n`);
      await until(async () => (await other.locator("article.assistant .text").textContent())?.trim() === sofar);
    }
    answer.end("data: [DONE]\n\n");
    await other.locator("article.waiting").waitFor({ state: "detached" });
    await other.close();
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
    // Does not end by itself.
    gateway.faults.set(["stall"]);
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

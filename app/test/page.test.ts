import { createServer, type ServerResponse } from "node:http";
import { startApp, type TestApp } from "./support/app";
import { openPage, type ChatPage } from "./support/chat-page";
import { describeWithChromium, startChromium } from "./support/chromium";
import { startGateway, type StandInGateway } from "./support/gateway";
import { listen } from "./support/opened";
import { until } from "./support/until";

// The page with the whole app behind it. What the app does not do on request stands in the other tests of the page.
describeWithChromium("the chat page and the app", () => {
  let gateway: StandInGateway;
  let app: TestApp;
  let browser: Awaited<ReturnType<typeof startChromium>>;
  let chat: ChatPage;
  beforeAll(async () => {
    gateway = await startGateway({ firstTokenMs: 50, tokenMs: 15, tokens: 40, remember: true });
    app = await startApp({ HOLYSHEEP_BASE_URL: gateway.baseUrl });
    browser = await startChromium();
    browser.context.setDefaultTimeout(45_000);
    chat = await openPage(browser.context, app.url);
  }, 120_000);
  afterEach(() => expect(chat.problems).toEqual([]));
  const answers = () => chat.page.locator(".answer .facts");
  const asked = () => JSON.parse(gateway.requests.at(-1)!.body) as { messages: { content: string }[]; model: string };
  const said = () => asked().messages.map(({ content }) => content);

  test("says which model gave an answer, how long it took and what it cost", async () => {
    await chat.ask("Where is my parcel?");
    const answer = await chat.answered();
    expect(await answer.locator(".facts").textContent()).toMatch(
      /^gpt-4\.1 · \d+\.\d\d sec · \d+ \+ 40 tokens · \$0\.\d{6}$/,
    );
    expect(await answer.locator(".note").count()).toBe(0);
  });

  test("continues its conversation, also after a reload, and lists it", async () => {
    await chat.ask("And now?");
    await answers().nth(1).waitFor();
    expect(said()).toHaveLength(3);
    await chat.page.reload();
    await answers().nth(1).waitFor();
    await chat.ask("Still there?");
    await answers().nth(2).waitFor();
    expect(said()).toHaveLength(5);
    await chat.page.locator(".list a[aria-current]").getByText("Where is my parcel?").waitFor();
  });

  test("edits a question, and answers the last one again", async () => {
    await chat.page.locator(".question").nth(1).hover();
    await chat.page.locator(".question .edit").nth(1).click();
    await chat.page.keyboard.press("ControlOrMeta+A");
    await chat.page.keyboard.type("And then?");
    await chat.page.keyboard.press("Enter");
    await until(() => said().at(-1) === "And then?");
    await chat.answered();
    expect([said()[0], said()[2], said().length]).toEqual(["Where is my parcel?", "And then?", 3]);
    const before = gateway.requests.length;
    await chat.page.getByRole("button", { name: "Answer again" }).last().click();
    await until(() => gateway.requests.length > before);
    await chat.answered();
    expect(said()).toHaveLength(3);
    await chat.page.reload();
    await answers().nth(1).waitFor();
    expect(await chat.page.locator(".question .text").allTextContents()).toEqual(["Where is my parcel?", "And then?"]);
  });

  test.each([1, 2])("stops an answer, and goes on from there: %d", async () => {
    await chat.page.click("#new");
    // Does not end by itself.
    gateway.faults.set(["stall"]);
    await chat.ask("Stop me.");
    await until(async () => (await chat.page.locator(".waiting .markdown").textContent()) === "This is the");
    await chat.page.keyboard.press("Escape");
    const stopped = await (await chat.answered()).locator(".markdown").textContent();
    await chat.ask("Go on.");
    await answers().waitFor();
    expect(said()).toEqual(["Stop me.", stopped, "Go on."]);
    await chat.page.reload();
    await answers().nth(1).waitFor();
    expect(await chat.page.locator(".note").allTextContents()).toEqual(["Stopped."]);
  });

  test("one that is stopped before its first word is no conversation of its own", async () => {
    await chat.page.click("#new");
    gateway.faults.set(["timeout"]);
    const begun = gateway.counts.begun;
    await chat.ask("Stop me at once.");
    await until(() => gateway.counts.begun > begun);
    await chat.page.keyboard.press("Escape");
    await chat.answered();
    await chat.ask("Go on.");
    await answers().waitFor();
    expect(await chat.page.locator(".question .text").allTextContents()).toEqual(["Stop me at once.", "Go on."]);
    expect(await chat.page.locator(".list a").getByText("Go on.").count()).toBe(0);
  });

  test("renames and deletes a conversation", async () => {
    await chat.page.locator(".list [data-rename]").first().click();
    await chat.page.getByRole("textbox", { name: "Title" }).fill("Another title");
    await chat.page.keyboard.press("Enter");
    await chat.page.locator(".list a").getByText("Another title").waitFor();
    const before = await chat.page.locator(".list a").count();
    await chat.page.locator(".list [data-remove]").first().click();
    await chat.page.locator(".list a").getByText("Another title").waitFor({ state: "detached" });
    await chat.page.reload();
    await until(async () => (await chat.page.locator(".list a").count()) === before - 1);
    expect(await chat.page.locator(".list a").getByText("Another title").count()).toBe(0);
    expect(new URL(chat.page.url()).search).toBe("");
  });

  test("asks by use case and by model", async () => {
    expect(await chat.page.locator("#model optgroup:first-child option").allTextContents()).toEqual([
      "Simple questions",
      "Complex reasoning",
      "General",
    ]);
    await chat.page.selectOption("#model", "use:complex_reasoning");
    await chat.ask("Think.");
    await answers().waitFor();
    expect(asked().model).toBe("claude-sonnet-4");
    await chat.page.selectOption("#model", "model:gemini-2.5-flash");
    await chat.ask("Think again.");
    await answers().nth(1).waitFor();
    expect(asked().model).toBe("gemini-2.5-flash");
    await chat.page.selectOption("#model", "use:general");
  });

  test("tells a failure, and asks again", async () => {
    await chat.page.click("#new");
    gateway.faults.set(Array<"500">(6).fill("500"));
    await chat.ask("<img src=x onerror=alert(1)>");
    await chat.page.locator(".failure").waitFor();
    expect(await chat.page.locator(".failure [role=alert]").textContent()).toMatch(/^The service cannot answer/);
    gateway.faults.set([]);
    const again = chat.page.locator(".failure button");
    await until(async () => (await again.getAttribute("aria-disabled")) === "false");
    await again.click();
    await answers().waitFor();
    expect(await chat.page.locator("article img").count()).toBe(0);
  });

  test("shows each piece of an answer as it comes, before there is a next one", async () => {
    const given: ServerResponse[] = [];
    const provider = createServer((request, response) => {
      request.resume();
      response.writeHead(200, { "content-type": "text/event-stream" });
      given.push(response);
    });
    const own = await startApp({ HOLYSHEEP_BASE_URL: `http://127.0.0.1:${await listen(provider)}/v1` });
    const other = await openPage(browser.context, own.url);
    await other.ask("Slowly, please.");
    const answer = await until(() => given[0]);
    const write = (choice: object) =>
      answer.write(`data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`);
    for (const [piece, sofar] of [
      ["one", "one"],
      [" two", "one two"],
      [" three", "one two three"],
    ] as const) {
      write({ delta: { content: piece } });
      await until(async () => (await other.page.locator(".answer .markdown").textContent()) === sofar);
    }
    write({ delta: {}, finish_reason: "length" });
    answer.end("data: [DONE]\n\n");
    expect(await (await other.answered()).locator(".note").textContent()).toMatch(/^Cut off/);
    await other.page.close();
  });

  test("a refusal is told in the model's words", async () => {
    const provider = createServer((request, response) => {
      request.resume();
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const choice of [
        { delta: { role: "assistant", content: null, refusal: "I cannot " } },
        { delta: { refusal: "help with that." } },
        { delta: {}, finish_reason: "stop" },
      ])
        response.write(`data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`);
      response.end("data: [DONE]\n\n");
    });
    const own = await startApp({ HOLYSHEEP_BASE_URL: `http://127.0.0.1:${await listen(provider)}/v1` });
    const other = await openPage(browser.context, own.url);
    await other.ask("Do harm.");
    expect(await (await other.answered()).locator(".markdown").textContent()).toBe("I cannot help with that.");
    await other.page.close();
  });

  test("with keys, signs in with one of them", async () => {
    const own = await startApp({ HOLYSHEEP_BASE_URL: gateway.baseUrl, CLIENT_API_KEYS: "first-key,second-key" });
    const other = await openPage(browser.context, own.url);
    await other.page.getByLabel("API key", { exact: true }).fill("no-key");
    await other.page.keyboard.press("Enter");
    await other.page.getByText("This key is not accepted.").waitFor();
    await other.page.getByLabel("API key", { exact: true }).fill("second-key");
    await other.page.keyboard.press("Enter");
    await other.page.locator("#message").waitFor();
    await other.ask("Who am I?");
    await (await other.answered()).locator(".facts").waitFor();
    await other.page.reload();
    await other.page.locator(".answer .facts").waitFor();
    await other.page.getByRole("button", { name: "Sign out" }).click();
    await other.page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(other.problems).toEqual([]);
    await other.page.close();
  });
});

import type { ServerResponse } from "node:http";
import type { ChatApi } from "./support/chat-api";
import { startChatPage, type ChatPage } from "./support/chat-page";
import { describeWithChromium } from "./support/chromium";
import { until } from "./support/until";

const json = { "content-type": "application/json" };
const error = (message: string, code: string): string =>
  JSON.stringify({ error: { message, code, type: "x", param: null } });

describeWithChromium("what goes wrong on the chat page", () => {
  let api: ChatApi;
  let open: (path?: string) => Promise<ChatPage>;
  let chat: ChatPage;
  beforeAll(async () => {
    ({ api, open } = await startChatPage());
    chat = await open();
  }, 120_000);
  beforeEach(async () => {
    api.answers.length = 0;
    api.asked.length = 0;
    await chat.page.click("#new");
  });
  afterEach(() => expect(chat.problems).toEqual([]));
  const alert = () => chat.page.locator(".failure [role=alert]").textContent();

  test.each([
    [
      "an HTML page of the edge",
      { status: 502, headers: { "content-type": "text/html" }, body: "<html>Bad Gateway" },
      /no readable answer \(status 502\)\.$/,
    ],
    ["an empty body", { status: 500, body: "" }, /no readable answer \(status 500\)\.$/],
    [
      "a page in place of an answer",
      { status: 200, headers: { "content-type": "text/html" }, body: "<html>Log in" },
      /no readable answer \(status 200\)/,
    ],
    [
      "a body that is too large",
      { status: 413, headers: json, body: error("Too large.", "body_too_large") },
      /This is too long\.Too large\.$/,
    ],
    [
      "words of the API",
      { status: 400, headers: json, body: error("No such model.", "model_not_found") },
      /cannot answer this\.No such model\.$/,
    ],
    [
      "a budget that is used up",
      { status: 429, headers: json, body: error("Your day's budget is used.", "insufficient_quota") },
      /A limit of use is reached\.Your day's budget/,
    ],
    [
      "a stream without its end",
      { raw: (response) => response.end('data: {"type":"delta","content":"Half"}\n\n') },
      /The connection broke/,
    ],
    [
      "one that ends with [DONE] alone",
      { raw: (response) => response.end('data: {"type":"delta","content":"Half"}\n\ndata: [DONE]\n\n') },
      /The connection broke/,
    ],
    [
      "an error inside a stream",
      {
        raw: (response) =>
          response.end(
            `data: {"type":"delta","content":"Half"}\n\ndata: ${error("The provider failed.", "upstream_error")}\n\n`,
          ),
      },
      /cannot answer at the moment\.The provider failed\.$/,
    ],
    ["a stream that is no JSON", { raw: (response) => response.end("data: <html>\n\n") }, /The connection broke/],
  ] satisfies [string, ChatApi["usual"], RegExp][])(
    "%s is told in words, and the question can be asked again",
    async (_what, answer, words) => {
      api.answers.push(answer);
      await chat.ask("Where is my parcel?");
      await chat.page.locator(".failure").waitFor();
      expect(await alert()).toMatch(words);
      const half = String((answer as { raw?: unknown }).raw).includes("Half");
      expect(await chat.page.locator(".answer .markdown").textContent()).toBe(half ? "Half" : "");
      await chat.page.locator(".failure button").click();
      await chat.page.locator(".answer .facts").waitFor();
      expect(await chat.page.locator(".answer .markdown").allTextContents()).toEqual(["Yes."]);
      expect(await chat.page.locator(".question .text").allTextContents()).toEqual(["Where is my parcel?"]);
      expect(api.asked.map(({ message }) => message)).toEqual(["Where is my parcel?", "Where is my parcel?"]);
    },
  );

  test("a connection that breaks before an answer is told, and the question stays", async () => {
    api.usual = { raw: (response) => response.destroy() };
    await chat.ask("Anybody?");
    await chat.page.locator(".failure").waitFor();
    expect(await alert()).toContain("cannot be reached");
    api.usual = { text: "Yes." };
    await chat.page.locator(".failure button").click();
    await chat.page.locator(".answer .facts").waitFor();
  });

  test("one that breaks inside an answer is told, and what came stays until it is asked again", async () => {
    let broken: ServerResponse | undefined;
    api.answers.push({
      raw: (response) => {
        broken = response;
        response.write('data: {"type":"delta","content":"Half"}\n\n');
      },
    });
    await chat.ask("Long?");
    await chat.page.locator(".answer").getByText("Half").waitFor();
    broken!.destroy();
    await chat.page.locator(".failure").waitFor();
    expect(await alert()).toContain("The connection broke");
    expect(await chat.page.locator(".answer .markdown").textContent()).toBe("Half");
    await chat.page.locator(".failure button").click();
    await chat.page.locator(".answer .facts").waitFor();
    expect(await chat.page.locator(".answer .markdown").allTextContents()).toEqual(["Yes."]);
  });

  test("a lost network is told, and the question stays", async () => {
    await chat.page.context().setOffline(true);
    await chat.ask("Anybody?");
    await chat.page.locator(".failure").waitFor();
    expect(await alert()).toBe("You are offline.");
    await chat.page.context().setOffline(false);
    await chat.page.locator(".failure button").click();
    await chat.page.locator(".answer .facts").waitFor();
  });

  test("429 counts its Retry-After down, and asks only then", async () => {
    await chat.page.clock.install();
    api.answers.push({
      status: 429,
      headers: { ...json, "retry-after": "75" },
      body: error("Slow down.", "rate_limit_exceeded"),
    });
    await chat.ask("Now?");
    const button = chat.page.locator(".failure button");
    await button.getByText("Try again in 1 min 15 sec").waitFor();
    await button.click({ force: true });
    await chat.page.clock.runFor(74_000);
    await button.getByText("Try again in 1 sec").waitFor();
    expect(api.asked).toHaveLength(1);
    await chat.page.clock.runFor(1_000);
    await button.getByText("Try again", { exact: true }).click();
    await until(() => api.asked.length === 2);
    await chat.page.clock.resume();
    await chat.page.close();
    chat = await open();
  });

  test.each([
    [{ finish_reason: "length" }, "Cut off: the answer reached its greatest length."],
    [{ finish_reason: "content_filter" }, "Cut off: the provider's content filter ended the answer."],
    [{ finish_reason: "error" }, "Cut off: an error ended the answer."],
    [{ finish_reason: null }, "The answer may be incomplete: the model did not say that it had finished."],
    [{ history: "trimmed" }, "The oldest messages of this conversation were left out: it has become too long."],
    [
      { history: "unavailable" },
      "History is unavailable at the moment: this answer does not know what was said before, and is not kept.",
    ],
    [{ history: "not kept" }, "This answer is not kept in the conversation."],
    [{ history: "something new", notice: "Words of the API." }, "Words of the API."],
  ])("%j is told under the answer", async (end, note) => {
    api.answers.push({ text: "Half an", end });
    await chat.ask("Long?");
    const answer = await chat.answered();
    expect(await answer.locator(".note").allTextContents()).toEqual([note]);
    expect(await answer.locator(".facts").textContent()).toBe("gpt-4.1 · 1.23 sec · 1,234 + 56 tokens · $0.000321");
  });

  test.each([
    [{ text: "" }, ["The model gave an empty answer."]],
    [
      { text: "", end: { refusal: "I cannot help with that." } },
      ["The model refused to answer.", "I cannot help with that."],
    ],
    [
      { text: "", end: { finish_reason: "content_filter" } },
      ["Cut off: the provider's content filter ended the answer."],
    ],
  ])("%j is no empty bubble", async (given, notes) => {
    api.answers.push(given);
    await chat.ask("Say it.");
    expect(await (await chat.answered()).locator(".note").allTextContents()).toEqual(notes);
  });

  test("a text that is too long is not cut in silence", async () => {
    api.answers.push({ status: 400, headers: json, body: error("message: too long", "string_above_max_length") });
    await chat.ask("x".repeat(100_001));
    await chat.page.locator(".failure").waitFor();
    expect(api.asked[0]!.message).toHaveLength(100_001);
    expect(await alert()).toContain("This is too long.");
  });

  test("a conversation whose beginning is gone says so at its top", async () => {
    await chat.ask("One?");
    await chat.answered();
    api.conversations.at(-1)!.history_cut = true;
    await chat.page.reload();
    await chat.page.getByText("The beginning of this conversation is no longer kept.").waitFor();
  });
});

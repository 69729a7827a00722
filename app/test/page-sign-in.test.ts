import type { BrowserContext } from "playwright-core";
import type { ChatApi } from "./support/chat-api";
import { startChatPage, type ChatPage } from "./support/chat-page";
import { describeWithChromium } from "./support/chromium";
import { until } from "./support/until";

describeWithChromium("signing in on the chat page", () => {
  let api: ChatApi;
  let context: BrowserContext;
  let open: (path?: string) => Promise<ChatPage>;
  beforeAll(async () => {
    ({ api, context, open } = await startChatPage());
  }, 120_000);
  beforeEach(() => {
    api.key = "secret-key";
    api.login = "key";
    api.credentials.length = 0;
  });
  afterEach(async () => {
    for (const page of context.pages()) await page.close();
  });
  const signIn = async ({ page }: ChatPage, key = "secret-key"): Promise<void> => {
    await page.getByLabel("API key", { exact: true }).fill(key);
    await page.keyboard.press("Enter");
  };
  const stored = ({ page }: ChatPage) =>
    page.evaluate("[{ ...sessionStorage }, { ...localStorage }].map((all) => all['breakwater.key'])");

  test("asks for a key, refuses wrong ones in words, and keeps the right one for this tab", async () => {
    const chat = await open();
    await chat.page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await chat.page.locator("#message").isVisible()).toBe(false);
    for (const [key, words] of [
      ["", "Enter your API key."],
      ["wrong", "This key is not accepted."],
      ["열쇠", "A key has only Latin letters, digits and signs, without spaces."],
    ] as const) {
      await signIn(chat, key);
      await chat.page.locator(".problem").getByText(words).waitFor();
    }
    await signIn(chat);
    await chat.page.locator("#message").waitFor();
    await chat.ask("Hello?");
    await chat.answered();
    expect(api.credentials.at(-1)).toBe("Bearer secret-key");
    expect(await stored(chat)).toEqual(["secret-key", null].map((value) => value ?? undefined));
    await chat.page.reload();
    await chat.page.locator(".answer").waitFor();
    expect(chat.problems).toEqual([]);
  });

  test("remembers it in this browser on demand; signing out ends that, in other tabs as well", async () => {
    const chat = await open();
    await chat.page.getByLabel("Remember it in this browser").check();
    await signIn(chat);
    await chat.page.locator("#message").waitFor();
    const other = await open();
    await other.page.locator("#message").waitFor();
    expect(await stored(other)).toEqual([undefined, "secret-key"]);
    await other.page.getByRole("button", { name: "Sign out" }).click();
    for (const { page } of [chat, other]) await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await chat.page.locator(".list a").waitFor({ state: "detached" });
    expect(await stored(chat)).toEqual([undefined, undefined]);
  });

  test("signing in goes to the other tabs as well, and a draft goes with who wrote it", async () => {
    const [chat, other] = [await open(), await open()];
    await other.page.getByRole("heading", { name: "Sign in" }).waitFor();
    await chat.page.getByLabel("Remember it in this browser").check();
    await signIn(chat);
    await other.page.locator("#message").fill("Mine alone");
    await other.page.getByRole("button", { name: "Sign out" }).click();
    await other.page.getByRole("heading", { name: "Sign in" }).waitFor();
    await signIn(other);
    await other.page.locator("#message").waitFor();
    expect(await other.page.inputValue("#message")).toBe("");
  });

  test("a key that ends asks for another one, and the question stays", async () => {
    const chat = await open();
    await signIn(chat);
    await chat.page.locator("#message").waitFor();
    api.key = "new-key";
    await chat.ask("Still me?");
    await chat.page.getByRole("heading", { name: "Sign in" }).waitFor();
    await signIn(chat, "new-key");
    await chat.page.locator(".failure button").click();
    await chat.page.locator(".answer .facts").waitFor();
    expect(api.asked.at(-1)).toMatchObject({ message: "Still me?" });
  });

  test("a service that does not say who is signed in shows its page all the same", async () => {
    api.key = undefined;
    const page = await context.newPage();
    await page.route("**/api/me", () => undefined);
    await page.goto(api.url);
    await page.fill("#message", "Anybody?");
    await page.locator("#message").press("Enter");
    await page.locator(".answer .facts").waitFor();
    await page.fill("#message", "And now?");
    // The list comes when the page waits no longer; what was asked and typed is still there.
    await page.locator(".list a").first().waitFor();
    expect(await page.locator(".answer").count()).toBe(1);
    expect(await page.inputValue("#message")).toBe("And now?");
  });

  test("a login of the edge that ends reloads the page, once, and the question is a draft again", async () => {
    api.key = undefined;
    api.login = "edge";
    const chat = await open();
    await chat.page.getByText("Signed in as alice").waitFor();
    expect(await chat.page.getByRole("button", { name: "Sign out" }).count()).toBe(0);
    // The edge answers whoever has no session with a redirect to its login.
    api.answers.push({ status: 302, headers: { location: "/login" }, body: "" });
    const reloaded = chat.page.waitForEvent("load");
    await chat.ask("Who am I?");
    await reloaded;
    await until(async () => (await chat.page.inputValue("#message")) === "Who am I?");
    // A script cannot log in, and does not try.
    expect(api.paths).not.toContain("/login");
    expect(chat.problems).toEqual([]);
    // With 401 as well; and where the reload does not help, a key is asked for.
    await chat.page.getByText("Signed in as alice").waitFor();
    api.key = "secret-key";
    const again = chat.page.waitForEvent("load");
    await chat.ask("And now?");
    await again;
    await chat.page.getByRole("heading", { name: "Sign in" }).waitFor();
  });

  test("a login of the edge ends at the edge, and what was typed goes with it", async () => {
    api.key = undefined;
    api.login = "edge";
    const chat = await open();
    await chat.page.fill("#message", "Mine alone");
    await chat.page.getByRole("link", { name: "Sign out" }).click();
    await chat.page.waitForURL("**/logout");
    await chat.page.goto(api.url);
    await chat.page.getByText("Signed in as alice").waitFor();
    expect(await chat.page.inputValue("#message")).toBe("");
  });
});

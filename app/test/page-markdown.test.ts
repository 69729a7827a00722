import type { ServerResponse } from "node:http";
import type { Page } from "playwright-core";
import { attacks } from "./fixtures/markup-attacks";
import type { ChatApi } from "./support/chat-api";
import { startChatPage, type ChatPage } from "./support/chat-page";
import { describeWithChromium } from "./support/chromium";
import { until } from "./support/until";

describeWithChromium("markdown on the chat page", () => {
  let api: ChatApi;
  let chat: ChatPage;
  let page: Page;
  beforeAll(async () => {
    const { api: started, context, open } = await startChatPage();
    api = started;
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    chat = await open();
    page = chat.page;
    page.on("dialog", (dialog) => {
      chat.problems.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }, 120_000);
  beforeEach(() => page.click("#new"));
  afterEach(() => expect(chat.problems).toEqual([]));
  const answer = async (text: string | readonly string[]): Promise<string> => {
    api.answers.push({ text });
    await chat.ask("Show me.");
    return (await chat.answered()).locator(".markdown").innerHTML();
  };

  /** An answer that the test writes. */
  const growing = async () => {
    let response: ServerResponse | undefined;
    api.answers.push({ raw: (given) => (response = given) });
    await chat.ask("Long?");
    await until(() => response !== undefined);
    return {
      write: (content: string) => response!.write(`data: ${JSON.stringify({ type: "delta", content })}\n\n`),
      end: async () => {
        response!.end('data: {"type":"done","session_id":null,"finish_reason":"stop"}\n\n');
        await chat.answered();
      },
    };
  };

  test.each(attacks)("%j runs nothing, loads nothing and leads nowhere", async (attack) => {
    const chunks = attack.match(/[^]{1,3}/g)!;
    await answer([`Before.\n\n`, ...chunks, "\n\nAfter."]);
    // What is kept goes another way to the page, and so does a title.
    await page.reload();
    await page.locator(".answer .markdown").waitFor();
    const found = await page.locator("article *, nav *, h1 *").evaluateAll((elements) => ({
      odd: elements.filter(({ localName }) =>
        /^(script|img|iframe|object|embed|form|link|meta|base|style|template|details|input|math|video|audio)$/.test(
          localName,
        ),
      ).length,
      handlers: elements.flatMap(({ attributes }) => [...attributes]).filter(({ name }) => name.startsWith("on"))
        .length,
      links: elements.filter(({ target }) => target === "_blank").map(({ protocol }) => protocol),
    }));
    expect(found).toEqual({
      odd: 0,
      handlers: 0,
      links: expect.not.arrayContaining(["javascript:", "data:", "vbscript:", "http:"]),
    });
  });

  test("a question is what was typed, also as a title", async () => {
    await chat.ask("**a** <b>c</b> [x](https://y.test)");
    await chat.answered();
    expect(await page.locator(".question .text").innerHTML()).toBe("**a** &lt;b&gt;c&lt;/b&gt; [x](https://y.test)");
  });

  test("shows code with its language, lists, tables, links and quotes", async () => {
    const html = await answer(
      "## Title\n\n#### Below\n\n- a\n  1. b\n\n| a | b |\n|:-:|--:|\n| 1 | 2 |\n\n> quoted\n\n[x](https://y.test) ~~old~~\n\n```ts\nconst a = 1 < 2;\n```",
    );
    expect(html).toContain('<h3 class="depth-2" dir="auto">Title</h3><h4 class="depth-4" dir="auto">Below</h4>');
    expect(html).toContain('<a href="https://y.test" rel="noopener noreferrer" target="_blank">x</a> <del>old</del>');
    expect(html).toContain('<td align="center">1</td>');
    expect(html).toContain('<td align="right">2</td>');
    const code = page.locator(".answer .code");
    expect(await code.locator(".code-head span").textContent()).toBe("ts");
    await code.getByRole("button", { name: "Copy" }).click();
    await page.locator('[role="status"]').getByText("Copied.").waitFor();
    const clipboard = () => page.evaluate<string>("navigator.clipboard.readText()");
    expect(await clipboard()).toBe("const a = 1 < 2;\n");
    await page.getByRole("button", { name: "Copy the answer" }).click();
    await until(async () => (await clipboard()).startsWith("## Title\n\n#### Below"));
  });

  test("colours code in a worker, which is fetched with the first code and can reach nothing; its text stays what it is", async () => {
    const fetched: string[] = [];
    page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
    await page.reload();
    await answer("No `code` yet.");
    expect(fetched).not.toContain("/highlight.js");
    const code = 'const a: string = "</code>&amp;"; // <b>\n';
    await answer(
      `\`\`\`ts\n${code}\`\`\`\n\n\`\`\`nolanguage\nconst\n\`\`\`\n\n- in a list\n\n  \`\`\`py\n  def f(): pass\n  \`\`\``,
    );
    const shown = page.locator(".answer pre code");
    await shown.first().locator(".is-comment").getByText("// <b>").waitFor();
    await shown.nth(2).locator(".is-keyword").getByText("def").waitFor();
    expect(await shown.allTextContents()).toEqual([code, "const\n", "def f(): pass\n"]);
    expect(await shown.nth(1).locator("span").count()).toBe(0);
    expect(fetched.filter((path) => path === "/highlight.js")).toHaveLength(1);
    const reached = page.workers()[0]!.evaluate("fetch('/api/me')");
    await expect(reached).rejects.toThrow("Failed to fetch");
  });

  test("code stays code where its colours cannot be had", async () => {
    await page.route("**/highlight.js?*", (route) => route.fulfill({ status: 404, body: "" }));
    await page.reload();
    await answer("```ts\nconst a = 1;\n```");
    expect(await page.locator(".answer pre").textContent()).toBe("const a = 1;\n");
    await page.unroute("**/highlight.js?*");
    await page.reload();
    await page.locator(".answer .is-keyword").waitFor();
  });

  test("finds a definition that comes after its link", async () => {
    expect(await answer(["See [this][1].\n\n", "More.\n\n", "[1]: https://y.test\n"])).toContain(
      'href="https://y.test"',
    );
  });

  test("a block that is complete stays the same element while the answer goes on, and the text the same as when it is loaded", async () => {
    const { write, end } = await growing();
    write("# First\n\nSecond\n\n```ts\nlet a;\n");
    await page.locator(".answer code").getByText("let a;").waitFor();
    const first = await page.locator(".answer .markdown > *").first().elementHandle();
    const code = await page.locator(".answer pre").elementHandle();
    write("let b;\n");
    await page.locator(".answer code").getByText("let b;").waitFor();
    expect(await code!.evaluate((element) => element.isConnected)).toBe(true);
    write("```\n\nLast");
    await page.locator(".answer p").getByText("Last").waitFor();
    expect(await first!.evaluate((element) => element.isConnected)).toBe(true);
    await end();
    expect(await first!.evaluate((element) => element.isConnected)).toBe(true);
  });

  test("100 kB are drawn block by block: what is drawn grows with the length and not with its square", async () => {
    const text = "Some *words* of a paragraph.\n\n- an entry\n- another\n\n".repeat(2_000);
    await page.locator(".talk").evaluate((talk) => {
      talk.added = 0;
      const { MutationObserver } = talk.ownerDocument.defaultView;
      new MutationObserver((records: { addedNodes: unknown[] }[]) => {
        for (const { addedNodes } of records) talk.added += addedNodes.length;
      }).observe(talk, { childList: true, subtree: true });
    });
    await answer(text.match(/[^]{1,400}/g)!);
    expect(await page.locator(".answer .markdown > *").count()).toBe(4_000);
    const added = await page.locator(".talk").evaluate((talk) => talk.added as number);
    // 4,000 blocks, and with each of the 250 pieces the last ones again.
    expect(added).toBeLessThan(8_000);
  });

  test("stays at the end while an answer grows, until the reader scrolls up; then a button goes back", async () => {
    const { write, end } = await growing();
    const fromEnd = () =>
      page.locator("main").evaluate((main) => Math.round(main.scrollHeight - main.scrollTop - main.clientHeight));
    write("line\n\n".repeat(80));
    await page.locator(".answer p").nth(79).waitFor();
    await until(async () => (await fromEnd()) <= 1);
    const jump = page.getByRole("button", { name: "Jump to the latest" });
    expect(await jump.isVisible()).toBe(false);
    await page.locator("main").hover();
    await page.mouse.wheel(0, -900);
    await jump.waitFor();
    const top = await page.locator("main").evaluate((main) => main.scrollTop);
    write("more\n\n".repeat(40));
    await page.locator(".answer p").nth(119).waitFor();
    expect(await page.locator("main").evaluate((main) => main.scrollTop)).toBe(top);
    await jump.click();
    await until(async () => (await fromEnd()) <= 1);
    write("end\n\n".repeat(10));
    await page.locator(".answer p").nth(129).waitFor();
    await until(async () => (await fromEnd()) <= 1);
    await end();
  });
});

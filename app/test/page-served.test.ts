import { createHash } from "node:crypto";
import { brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { get, type IncomingMessage } from "node:http";
import { startChatApi, type ChatApi } from "./support/chat-api";

// No browser here: what the page is as bytes and headers.
describe("the chat page as it is served", () => {
  let api: ChatApi;
  beforeAll(async () => {
    api = await startChatApi();
  });
  const fetchPage = (headers: Record<string, string> = {}, path = "") =>
    new Promise<{ response: IncomingMessage; body: Buffer }>((resolve, reject) => {
      get(api.url + path, { headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve({ response, body: Buffer.concat(chunks) }));
      }).on("error", reject);
    });

  test("is less than 60 kB on its way", async () => {
    const { response, body } = await fetchPage({ "accept-encoding": "gzip, deflate, br" });
    expect(response.headers["content-encoding"]).toBe("gzip");
    expect(body.length).toBeLessThan(60_000);
    const plain = await fetchPage();
    expect(plain.response.headers["content-encoding"]).toBeUndefined();
    expect(gunzipSync(body).equals(plain.body)).toBe(true);
    expect(gzipSync(plain.body).length).toBeLessThan(60_000);
    expect(() => brotliDecompressSync(body)).toThrow();
  });

  test("the worker that colours code can load and reach nothing, and is less than 50 kB", async () => {
    const { response, body } = await fetchPage({ "accept-encoding": "gzip" }, "highlight.js?v=1");
    expect(response.headers).toMatchObject({
      "content-security-policy": "default-src 'none'",
      "content-type": "text/javascript; charset=utf-8",
      "x-content-type-options": "nosniff",
    });
    expect(body.length).toBeLessThan(50_000);
  });

  test.each(["identity", "gzip;q=0", "br", "gzip; q=0.0, br"])("is plain for who asks for %j", async (accepted) => {
    expect((await fetchPage({ "accept-encoding": accepted })).response.headers["content-encoding"]).toBeUndefined();
  });

  test("is not sent again to who has it", async () => {
    const { etag } = (await fetchPage()).response.headers;
    for (const known of [etag!, `W/${etag!}`, `"other", ${etag!}`]) {
      const { response, body } = await fetchPage({ "if-none-match": known });
      expect([response.statusCode, body.length]).toEqual([304, 0]);
    }
    expect((await fetchPage({ "if-none-match": '"other"' })).response.statusCode).toBe(200);
  });

  test("allows its own script and style by digest, and nothing else", async () => {
    const { response, body } = await fetchPage();
    const html = body.toString("utf8");
    const policy = Object.fromEntries(
      String(response.headers["content-security-policy"])
        .split("; ")
        .map((directive) => [directive.split(" ")[0], directive.split(" ").slice(1).join(" ")]),
    );
    const digest = (element: string): string => {
      const found = [...html.matchAll(new RegExp(`<${element}(?: [^>]*)?>([^]*?)</${element}>`, "g"))];
      expect(found).toHaveLength(1);
      return `'sha256-${createHash("sha256").update(found[0]![1]!).digest("base64")}'`;
    };
    expect(policy).toEqual({
      "default-src": "'none'",
      "script-src": digest("script"),
      "style-src": digest("style"),
      "img-src": "data:",
      "connect-src": "'self'",
      "worker-src": "'self'",
      "base-uri": "'none'",
      "form-action": "'none'",
      "frame-ancestors": "'none'",
      "require-trusted-types-for": "'script'",
      "trusted-types": "dompurify highlighter",
    });
    const markup = html.replace(/<(script|style)>[^]*?<\/\1>/g, "");
    expect(markup.replace('href="data:,"', "")).not.toMatch(/\s(?:src|href)=/);
    // Either would hide the end of the script.
    expect(html.includes("<!--")).toBe(false);
    expect(/\beval\(|new Function\(/.test(html)).toBe(false);
  });
});

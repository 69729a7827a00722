import { question, startApp } from "./support/app";
import { startGateway } from "./support/gateway";

const path = "/v1/chat/completions";
const origin = "https://app.example.com";

/** The question that a browser asks before it sends a script's request. */
const preflight = (url: string, from: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url + path, {
    method: "OPTIONS",
    headers: {
      origin: from,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type,x-stainless-os",
      ...headers,
    },
  });

const corsHeaders = (response: Response): string[] =>
  [...response.headers.keys()].filter((name) => name.startsWith("access-control-")).sort();

describe("other origins", () => {
  test("may do nothing unless they are named", async () => {
    const app = await startApp({ HOLYSHEEP_BASE_URL: "http://127.0.0.1:9" });
    expect(corsHeaders(await preflight(app.url, origin))).toEqual([]);
    expect(corsHeaders(await fetch(`${app.url}/v1/models`, { headers: { origin } }))).toEqual([]);
  });

  test("that are named may call, without a key in the preflight and with one in the call, whole and streamed", async () => {
    const gateway = await startGateway({ fixedMs: 2, tokens: 3 });
    const app = await startApp({
      HOLYSHEEP_BASE_URL: gateway.baseUrl,
      CLIENT_API_KEYS: "a-key-of-a-client",
      CORS_ORIGINS: `http://localhost:3000, ${origin}`,
    });
    const asked = await preflight(app.url, origin);
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-methods": "GET, HEAD, POST, PATCH, DELETE",
      "access-control-allow-headers": "authorization,content-type,x-stainless-os",
      "access-control-max-age": "7200",
      vary: "Origin",
    });
    for (const stream of [false, true]) {
      const response = await app.post(path, question({ stream }), {
        origin,
        authorization: "Bearer a-key-of-a-client",
      });
      expect(response.status).toBe(200);
      expect(response.headers.get("access-control-allow-origin")).toBe(origin);
      expect(response.headers.get("access-control-expose-headers")).toContain("x-request-id");
      expect(response.headers.get("vary")).toBe("Origin");
      expect(response.headers.get("access-control-allow-credentials")).toBeNull();
      await response.text();
    }
    // A refusal must be readable as well: without the header a browser only says "network error".
    const refused = await app.post(path, question(), { origin });
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([401, origin]);
  });

  test("may read every header that tells something about an answer", async () => {
    const gateway = await startGateway({ fixedMs: 2, tokens: 3 });
    const app = await startApp({ HOLYSHEEP_BASE_URL: gateway.baseUrl, CORS_ORIGINS: origin });
    // What every answer has, or what a script may read anyway: https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name
    const plain =
      /^(?:access-control-.*|vary|date|connection|keep-alive|transfer-encoding|x-accel-buffering|cache-control|content-.*|x-content-type-options)$/;
    const answers = [
      app.post(path, question(), { origin }),
      app.post(path, question({ stream: true }), { origin }),
      app.post("/api/chat", { message: "Hi", stream: true }, { origin }),
      app.post("/v1/models", {}, { origin }),
    ];
    for (const response of await Promise.all(answers)) {
      const exposed = response.headers.get("access-control-expose-headers")!.split(", ");
      expect([...response.headers.keys()].filter((name) => !plain.test(name) && !exposed.includes(name))).toEqual([]);
      await response.text();
    }
  });

  test.each(["https://evil.example.com", "https://app.example.com.evil.com", "http://app.example.com", "null", "*"])(
    "%s is not one of them",
    async (other) => {
      const app = await startApp({ HOLYSHEEP_BASE_URL: "http://127.0.0.1:9", CORS_ORIGINS: origin });
      expect(corsHeaders(await preflight(app.url, other))).toEqual([]);
      const response = await fetch(`${app.url}/v1/models`, { headers: { origin: other } });
      expect([corsHeaders(response), response.headers.get("vary")]).toEqual([[], "Origin"]);
    },
  );

  test("all of them may call where the setting says so, and never with credentials", async () => {
    const app = await startApp({ HOLYSHEEP_BASE_URL: "http://127.0.0.1:9", CORS_ORIGINS: "*" });
    const response = await fetch(`${app.url}/v1/models`, { headers: { origin: "https://any.example.com" } });
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
  });

  test("cannot write headers of the answer by what they ask for", async () => {
    const app = await startApp({ HOLYSHEEP_BASE_URL: "http://127.0.0.1:9", CORS_ORIGINS: "*" });
    const response = await preflight(app.url, origin, { "access-control-request-headers": "<script>;x=1" });
    expect(response.headers.get("access-control-allow-headers")).toBeNull();
  });
});

import { question, startApp, type TestApp } from "./support/app";
import { startGateway } from "./support/gateway";

describe("the addresses that clients write", () => {
  let app: TestApp;
  beforeAll(async () => {
    const gateway = await startGateway({ fixedMs: 2, tokens: 3 });
    app = await startApp({ HOLYSHEEP_BASE_URL: gateway.baseUrl, VLLM_BASE_URL: "http://127.0.0.1:9/v1" });
  });

  test.each(["/v1/chat/completions", "/v1/chat/completions/", "/v1//chat/completions", "//v1/chat/completions"])(
    "%s is the chat",
    async (path) => expect((await app.post(path, question())).status).toBe(200),
  );

  test.each([
    ["POST", "/chat/completions", "Did you mean /v1/chat/completions?"],
    ["POST", "/v1/v1/chat/completions", "Did you mean /v1/chat/completions?"],
    ["POST", "/openai/v1/chat/completions", "Did you mean /v1/chat/completions?"],
    ["GET", "/models", "Did you mean /v1/models?"],
    ["GET", "/models/gpt-4.1", "Did you mean /v1/models/gpt-4.1?"],
    ["POST", "/openai/deployments/gpt-4.1/chat/completions?api-version=2024-10-21", "Azure's addresses"],
    ["POST", "/v1/audio/speech", "Of OpenAI's API this service has"],
    ["POST", "/v1/images/generations", "Of OpenAI's API this service has"],
    ["POST", "/v1/moderations", "Of OpenAI's API this service has"],
    ["POST", "/v1/files", "Of OpenAI's API this service has"],
    ["POST", "/v1/batches", "Of OpenAI's API this service has"],
    ["GET", "/v1/responses/resp_1", "Of OpenAI's API this service has"],
    ["POST", "/v1/chat/completions/chat/completions", "Did you mean /v1/chat/completions?"],
    ["POST", "/v1/chat/completions/responses/", "Did you mean /v1/responses?"],
    ["POST", "/v1/engines/gpt-4.1/completions", "Did you mean /v1/completions?"],
    ["POST", "/v1/deployments/gpt-4.1/chat/completions", "Azure's addresses"],
    ["POST", "/v1/chat/completion", "Of OpenAI's API this service has"],
    ["GET", "/nothing", "Please check the URL"],
    ["GET", "/metrics", "Please check the URL"],
  ])("%s %s is 404 in OpenAI's words", async (method, path, advice) => {
    const response = await fetch(app.url + path, { method });
    expect(response.status).toBe(404);
    const { error } = (await response.json()) as { error: { message: string } };
    expect(error).toMatchObject({ type: "invalid_request_error", code: "unknown_url", param: null });
    expect(error.message).toContain(`Unknown request URL: ${method} ${path.split("?")[0]}.`);
    expect(error.message).toContain(advice);
  });

  test.each([
    ["GET", "/v1/embeddings", "POST"],
    ["POST", "/v1/models", "GET"],
    ["DELETE", "/v1/models/gpt-4.1", "GET"],
    ["PUT", "/v1/models/Qwen/Qwen3-14B", "GET"],
  ])("%s %s is 405, and says what is allowed", async (method, path, allowed) => {
    const response = await fetch(app.url + path, { method });
    expect([response.status, response.headers.get("allow")]).toEqual([405, allowed]);
    expect(await response.json()).toMatchObject({ error: { code: "method_not_allowed" } });
  });

  test("OPTIONS tells the methods, HEAD the headers", async () => {
    const options = await fetch(`${app.url}/v1/chat/completions`, { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, "POST"]);
    const head = await fetch(`${app.url}/v1/models`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  test.each(["auto", "gpt-4.1", "Qwen/Qwen3-14B", "Qwen%2FQwen3-14B", "text-embedding-3-small"])(
    "GET /v1/models/%s is that model",
    async (id) => {
      const response = await fetch(`${app.url}/v1/models/${id}`);
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ id: decodeURIComponent(id), object: "model" });
    },
  );

  test.each(["gpt-9", "constructor", "%00", "a%2Fb"])("GET /v1/models/%s is 404", async (id) => {
    const response = await fetch(`${app.url}/v1/models/${id}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: "model_not_found", param: "model" } });
  });

  test("OpenAI's own headers are harmless", async () => {
    const headers = {
      "OpenAI-Organization": "org-1",
      "OpenAI-Project": "proj-1",
      "OpenAI-Beta": "assistants=v2",
      "x-stainless-retry-count": "2",
      "x-stainless-arch": "x64",
    };
    const response = await app.post("/v1/chat/completions", question(), headers);
    expect(response.status).toBe(200);
    expect(response.headers.get("openai-processing-ms")).toMatch(/^\d+$/);
  });
});

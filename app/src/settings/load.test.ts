import { loadSettings, SettingsError } from ".";

const least = { REDIS_HOST: "redis" };

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadSettings({ ...least, ...environment });
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

test("a budget needs the price of every model that costs", () => {
  const load = (more: Record<string, string>) =>
    loadSettings({ SESSION_STORE: "memory", DAILY_BUDGET_USD: "5", ...more });
  const ROUTES = '{"models":{"m":["gateway:m"]}}';
  expect(() => load({ ROUTES })).toThrow(/PRICES: no price for m \(models\.m\) is not allowed while DAILY_BUDGET_USD/);
  expect(load({ ROUTES, PRICES: '{"m":1}' }).DAILY_BUDGET_USD).toBe(5);
  expect(load({ VLLM_BASE_URL: "http://vllm" }).DAILY_BUDGET_BATCH_SHARE).toBe(0.8);
});

describe("settings", () => {
  test("have the defaults of C2", () => {
    expect(loadSettings(least)).toMatchObject({
      HOLYSHEEP_BASE_URL: "https://api.holysheep.ai/v1",
      MODEL_NAME: "gpt-4.1",
      MAX_TOKENS: 2048,
      HTTP_TIMEOUT: 60,
      SLOWEST_TOKENS_PER_SECOND: 10,
      ANSWER_TIMEOUT: 600,
      REDIS_PORT: 6379,
      REDIS_TLS: false,
      SESSION_TTL: 3600,
      RETRY_ATTEMPTS: 3,
      RETRY_MIN_WAIT: 2,
      RETRY_MAX_WAIT: 10,
    });
  });

  test("have the routes and prices of C4, with vLLM only where there is one", () => {
    const entries = (routes: readonly { backend: string; model: string }[] | undefined) =>
      routes?.map(({ backend, model }) => `${backend}:${model}`);
    const without = loadSettings(least);
    expect(entries(without.routes.useCases.simple_qa)).toEqual(["gateway:deepseek-v3.2"]);
    const { routes, prices } = loadSettings({ ...least, VLLM_BASE_URL: "http://vllm.models.svc:8000/v1" });
    expect(entries(routes.useCases.simple_qa)).toEqual(["vllm:Qwen/Qwen3-14B", "gateway:deepseek-v3.2"]);
    expect(entries(routes.useCases.complex_reasoning)![0]).toBe("gateway:claude-sonnet-4");
    expect(entries(routes.useCases.general)![0]).toBe("gateway:gpt-4.1");
    expect(prices).toMatchObject({
      "deepseek-v3.2": { output: 0.42 },
      "claude-sonnet-4": { output: 15 },
      "gpt-4.1": { output: 8 },
      "Qwen/Qwen3-14B": { output: 0 },
    });
  });

  test("tell everything that is wrong at once: variable, value, what is allowed", () => {
    const problems = problemsOf({
      HTTP_TIMEOUT: "soon",
      REDIS_TLS: "yes",
      SESSION_TTL: "1.5",
      HOLYSHEEP_BASE_URL: "gateway",
    });
    expect(problems).toHaveLength(4);
    expect(problems).toContain('HTTP_TIMEOUT: "soon" is not allowed: a number from 0.05 to 3600');
    expect(problems).toContain('REDIS_TLS: "yes" is not allowed: "true" or "false"');
  });

  test.each([
    ["ROUTES", "{", "valid JSON"],
    ["CORS_ORIGINS", "app.example.com", "origins such as"],
    ["CORS_ORIGINS", "https://app.example.com/", "origins such as"],
    ["MAX_N", "0", "a whole number from 1 to 128"],
    ["TEMPERATURE", "warm", 'a number from 0 to 2, or "none"'],
    ["PARAMETERS", '{"models":{"gpt-9":{}}}', "models.gpt-9"],
    ["PARAMETERS", '{"useCases":{"faq":{}}}', "useCases.faq"],
    ["PARAMETERS", '{"models":{"gpt-4.1":{"max_tokens":5}}}', "models.gpt-4.1"],
    ["ROUTES", '{"useCases":{"faq":["bing:gpt"]}}', "useCases.faq.0"],
    ["ROUTES", '{"useCases":{"faq":[]}}', "at least one entry"],
    ["ROUTES", '{"useCases":{"faq":["vllm:m"]}}', "VLLM_BASE_URL is unset"],
    ["PRICES", '{"gpt-4.1":-1}', "PRICES"],
    ["RETRY_MAX_WAIT", "1", "at least RETRY_MIN_WAIT (2)"],
    ["ANSWER_TIMEOUT", "59", "at least HTTP_TIMEOUT (60)"],
    ["DRAIN_SECONDS", "1", "at least DRAIN_NOTICE"],
    ["TASK_QUEUE", "servicebus", "SERVICEBUS_NAMESPACE"],
  ])("refuse %s=%s", (variable, value, told) => {
    expect(problemsOf({ [variable]: value }).join("\n")).toContain(told);
  });

  test("want Redis or the word that it is for development", () => {
    expect(() => loadSettings({})).toThrow("REDIS_HOST: unset is not allowed");
    expect(loadSettings({ SESSION_STORE: "memory" }).REDIS_HOST).toBeUndefined();
  });

  test("add no temperature unless they name one", () => {
    expect(loadSettings(least).TEMPERATURE).toBeNull();
    expect(loadSettings({ ...least, TEMPERATURE: "none" }).TEMPERATURE).toBeNull();
    expect(loadSettings({ ...least, TEMPERATURE: "0" }).TEMPERATURE).toBe(0);
  });

  test("know no price of a model that is called like a member of every object", () => {
    const { prices } = loadSettings({ ...least, PRICES: '{"m":2}' });
    for (const model of ["constructor", "toString", "__proto__"]) expect(prices[model]).toBeUndefined();
    expect(prices["m"]).toEqual({ input: 2, output: 2 });
  });

  test("let a name of a model's own in ROUTES have its own parameters", () => {
    const { routes } = loadSettings({
      ...least,
      ROUTES: '{"models":{"exact":["gateway:gpt-4.1"],"free":["gateway:gpt-4.1"]}}',
      PARAMETERS: JSON.stringify({
        models: {
          "gpt-4.1": { maxTokens: 500, defaults: { seed: 1 } },
          exact: { maxTokens: 50, defaults: { temperature: 0 } },
        },
      }),
    });
    const of = (name: string) => routes.models[name]![0]!.parameters!;
    expect([of("exact").maxTokens, [...of("exact").defaults]]).toEqual([
      50,
      [
        ["seed", "1"],
        ["temperature", "0"],
      ],
    ]);
    for (const name of ["free", "gpt-4.1"]) {
      expect([of(name).maxTokens, [...of(name).defaults]]).toEqual([500, [["seed", "1"]]]);
    }
  });

  test("let an empty variable count as unset", () => {
    const settings = loadSettings({ ...least, HTTP_TIMEOUT: "", VLLM_BASE_URL: "" });
    expect(settings.HTTP_TIMEOUT).toBe(60);
    expect(settings.VLLM_BASE_URL).toBeUndefined();
  });

  test("let ROUTES and PRICES add to the defaults", () => {
    const settings = loadSettings({
      ...least,
      ROUTES: '{"useCases":{"faq":["gateway:gemini-2.5-flash"]}}',
      PRICES: '{"gpt-4.1":2}',
    });
    expect(Object.keys(settings.routes.useCases)).toEqual(["simple_qa", "complex_reasoning", "general", "faq"]);
    expect(settings.prices["gpt-4.1"]).toEqual({ input: 2, output: 2 });
  });
});

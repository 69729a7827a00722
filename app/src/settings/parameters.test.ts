import { parametersOf, parameterTable } from "./parameters";

const settings = (table: object = {}) => ({ maxTokens: 2_048, temperature: 0.7, table: parameterTable.parse(table) });

test.each([
  "o1",
  "o1-preview",
  "o3",
  "o3-2025-04-16",
  "o4-mini",
  "openai/o3-mini",
  "gpt-5",
  "gpt-5-mini",
  "gpt-5.1",
  "gpt-5-nano-2025-08-07",
  "gpt-5.1-codex",
  "gpt-6",
  "azure/gpt-5",
  "ft:gpt-5-mini:acme::1",
])("%s is taken for a reasoning model", (model) => {
  const { bound, defaults } = parametersOf(settings(), model);
  expect([bound, [...defaults]]).toEqual(["max_completion_tokens", []]);
});

test.each([
  "gpt-4.1",
  "gpt-4o",
  "gpt-4o-mini",
  "gpt-3.5-turbo",
  "gpt-5-chat-latest",
  "gpt-50b",
  "gpt-oss-120b",
  "claude-sonnet-4",
  "deepseek-v3.2",
  "Qwen/Qwen3-14B",
  "foo3",
  "olmo-2",
])("%s is not", (model) => {
  const { bound, defaults } = parametersOf(settings(), model);
  expect([bound, [...defaults]]).toEqual(["either", [["temperature", "0.7"]]]);
});

test("a search model gets no temperature", () => {
  expect([...parametersOf(settings(), "gpt-4o-mini-search-preview").defaults]).toEqual([]);
});

test("the settings go over what is known, and the use case's over the model's", () => {
  const given = settings({
    models: {
      "gpt-5": { maxTokens: 8_192, defaults: { reasoning_effort: "low" } },
      m: { defaults: { temperature: null } },
    },
    useCases: { faq: { maxTokens: 100, defaults: { temperature: 0, seed: 7 } } },
  });
  expect(parametersOf(given, "gpt-5")).toMatchObject({ maxTokens: 8_192, bound: "max_completion_tokens" });
  expect([...parametersOf(given, "gpt-5").defaults]).toEqual([["reasoning_effort", '"low"']]);
  expect([...parametersOf(given, "m").defaults]).toEqual([]);
  expect(parametersOf(given, "m", { useCase: "faq" }).maxTokens).toBe(100);
  expect([...parametersOf(given, "m", { useCase: "faq" }).defaults]).toEqual([
    ["temperature", "0"],
    ["seed", "7"],
  ]);
  // A name that every object inherits is no entry.
  expect(parametersOf(given, "constructor")).toMatchObject({ maxTokens: 2_048 });
});

test.each([
  [{ models: { m: { max_tokens: 1 } } }],
  [{ models: { m: { bound: "tokens" } } }],
  [{ models: { m: { maxTokens: 0 } } }],
  [{ models: { m: { defaults: { model: "other" } } } }],
  [{ models: { m: { drop: ["messages"] } } }],
  [{ models: { m: { drop: ["max_output_tokens"] } } }],
])("%j is not allowed", (table) => expect(parameterTable.safeParse(table).success).toBe(false));

import { checkChoices, choicesOf } from "./choices";

const check = (fields: object): void => checkChoices({ body: { ...fields }, endpoint: "completions" }, 8);

test.each<[object, number]>([
  [{}, 1],
  [{ n: null }, 1],
  [{ n: 1 }, 1],
  [{ n: 8 }, 8],
  [{ best_of: 8, n: 2 }, 8],
  [{ prompt: ["a", "b"], n: 4 }, 8],
  [{ prompt: ["a"] }, 1],
  [{ prompt: [] }, 1],
  [{ prompt: Array.from({ length: 100 }, (_, token) => token) }, 1],
  [{ prompt: [[1, 2], [3]] }, 2],
])("%j is within the bound, with %s answers", (fields, answers) => {
  expect(() => check(fields)).not.toThrow();
  expect(choicesOf({ body: { ...fields }, endpoint: "completions" })).toBe(answers);
});

test("only a completion has prompts", () =>
  expect(choicesOf({ body: { messages: [], prompt: ["a", "b"] }, endpoint: "chat/completions" })).toBe(1));

// The words and codes are OpenAI's: https://github.com/thisisartium/continuous-alignment-testing/issues/25
test.each([
  [
    { n: 9 },
    "n",
    "integer_above_max_value",
    "Invalid 'n': integer above maximum value. Expected a value <= 8, but got 9 instead.",
  ],
  [{ n: 100_000 }, "n", "integer_above_max_value", "100000"],
  [{ best_of: 9 }, "best_of", "integer_above_max_value", "<= 8"],
  [{ n: 0 }, "n", "integer_below_min_value", ">= 1"],
  [{ n: -1 }, "n", "integer_below_min_value", ">= 1"],
  // vLLM reads a text as a number.
  [{ n: "100000" }, "n", "invalid_type", "a string"],
  [{ n: 1.5 }, "n", "invalid_type", "a decimal number"],
  [{ n: 1e300 }, "n", "integer_above_max_value", "1e+300"],
  [
    { prompt: Array.from({ length: 9 }, () => "a") },
    "prompt",
    "array_above_max_length",
    "Invalid 'prompt': array too long. Expected an array with maximum length 8, but got an array with length 9 instead.",
  ],
  [{ prompt: Array.from({ length: 9 }, () => [1]) }, "prompt", "array_above_max_length", "length 9"],
  [{ prompt: ["a", "b", "c"], n: 3 }, "n", "integer_above_max_value", "<= 2"],
  [{ n: [1] }, "n", "invalid_type", "an object"],
])("%j is refused", (fields, param, code, words) => {
  expect.assertions(2);
  try {
    check(fields);
  } catch (error) {
    expect(error).toMatchObject({ status: 400, type: "invalid_request_error", param, code });
    expect((error as Error).message).toContain(words);
  }
});

import { answersOf, checkChoices } from "./choices";

const check = (fields: object): void => checkChoices({ ...fields }, 8);

test.each([
  {},
  { n: null },
  { n: 1 },
  { n: 8 },
  { best_of: 8, n: 2 },
  { prompt: "a", n: 8 },
  { prompt: ["a", "b"], n: 4 },
  { prompt: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
])("%j is within the bound", (fields) => expect(() => check(fields)).not.toThrow());

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
  [{ n: [1] }, "n", "invalid_type", "an object"],
  // A list of prompts is as many requests in one.
  [
    { prompt: Array<string>(1_000).fill("a") },
    "prompt",
    "array_above_max_length",
    "Invalid 'prompt': array too long. Expected an array with maximum length 8, but got an array with length 1000 instead.",
  ],
  [{ prompt: ["a", "b", "c"], n: 3 }, "prompt", "array_above_max_length", "maximum length 2"],
  [{ prompt: ["a", "b", "c"], n: 1, best_of: 4 }, "prompt", "array_above_max_length", "maximum length 2"],
  [{ prompt: Array<number[]>(9).fill([1, 2]) }, "prompt", "array_above_max_length", "length 9"],
])("%j is refused", (fields, param, code, words) => {
  expect.assertions(2);
  try {
    check(fields);
  } catch (error) {
    expect(error).toMatchObject({ status: 400, type: "invalid_request_error", param, code });
    expect((error as Error).message).toContain(words);
  }
});

test.each<[Record<string, unknown>, number]>([
  [{}, 1],
  [{ n: 3 }, 3],
  [{ n: 2, best_of: 5 }, 5],
  [{ prompt: ["a", "b"], n: 3 }, 6],
  [{ prompt: [1, 2, 3] }, 1],
  [{ prompt: [] }, 1],
])("%j costs as many answers as a model writes", (body, answers) => {
  expect(answersOf(body)).toBe(answers);
});

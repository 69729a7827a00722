import { checkChoices } from "./choices";

const check = (fields: object): void => checkChoices({ ...fields }, 8);

test.each([{}, { n: null }, { n: 1 }, { n: 8 }, { best_of: 8, n: 2 }])("%j is within the bound", (fields) =>
  expect(() => check(fields)).not.toThrow(),
);

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
])("%j is refused", (fields, param, code, words) => {
  expect.assertions(2);
  try {
    check(fields);
  } catch (error) {
    expect(error).toMatchObject({ status: 400, type: "invalid_request_error", param, code });
    expect((error as Error).message).toContain(words);
  }
});

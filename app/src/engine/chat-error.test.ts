import { ChatError } from "./chat-error";

describe("an error that a caller is told", () => {
  test("has OpenAI's shape", () => {
    const error = new ChatError("overloaded", "Too much.", { retryAfterSeconds: 1 });
    expect(error.toBody()).toEqual({
      error: { message: "Too much.", type: "rate_limit_error", param: null, code: "overloaded" },
    });
  });

  test("looks for no stack itself, and leaves other errors theirs", () => {
    expect(new ChatError("overloaded", "Too much.").stack).not.toContain("\n");
    expect(new Error("a fault").stack).toContain("chat-error.test");
  });
});

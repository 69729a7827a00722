import { promptTokensOf } from "./prompt-tokens";

const tokensOf = (body: Record<string, unknown>): number =>
  promptTokensOf({ body, json: Buffer.from(JSON.stringify(body)) });
const megabyte = "x".repeat(1_000_000);

test("a small body counts by its size", () => {
  expect(tokensOf({ messages: [{ role: "user", content: "x".repeat(400) }] })).toBeGreaterThan(100);
});

test.each([
  ["text", [{ role: "user", content: megabyte }], 250_000, 250_010],
  ["a part of text", [{ role: "user", content: [{ type: "text", text: megabyte }] }], 250_000, 250_010],
  ["a picture", [{ role: "user", content: [{ type: "image_url", image_url: { url: megabyte } }] }], 1_000, 1_010],
  ["a sound", [{ role: "user", content: [{ type: "input_audio", input_audio: { data: megabyte } }] }], 1_000, 1_010],
])("a megabyte of %s", (_what, messages, least, most) => {
  expect(tokensOf({ messages })).toBeGreaterThanOrEqual(least);
  expect(tokensOf({ messages })).toBeLessThanOrEqual(most);
});

test.each([{ input: megabyte }, { prompt: [megabyte] }, { input: [{ type: "input_text", text: megabyte }] }])(
  "other calls have their prompts elsewhere",
  (body) => expect(tokensOf(body)).toBeGreaterThanOrEqual(250_000),
);

test("a prompt in tokens counts them", () => {
  expect(promptTokensOf({ body: { input: Array<number>(50_000).fill(7) }, json: Buffer.alloc(100_000) })).toBe(50_000);
});

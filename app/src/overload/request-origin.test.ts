import { RequestOrigin } from "./request-origin";

const question = (content: string): Buffer => Buffer.from(JSON.stringify({ messages: [{ role: "user", content }] }));
const numberOf = (json: Buffer): number => new RequestOrigin("a", json).question;

test("equal questions have one number and others have others, be they of the same size", () => {
  const long = "x".repeat(100_000);
  const questions = ["poison", "normal", "normam", "", long, `${long}x`, `${long}y`].map(question);
  expect(new Set(questions.map(numberOf)).size).toBe(questions.length);
  expect(questions.map((json) => numberOf(Buffer.from(json)))).toEqual(questions.map(numberOf));
});

test("of a long question the end is read and the size: a difference far before it is none", () => {
  const before = (text: string): Buffer => question(text + "x".repeat(10_000));
  expect(numberOf(before("a"))).toBe(numberOf(before("b")));
  expect(numberOf(before("a"))).not.toBe(numberOf(before("aa")));
});

test("it says who asks, where that is known", () => {
  expect(new RequestOrigin(undefined, question("a")).caller).toBeUndefined();
  expect(new RequestOrigin("a", question("a")).caller).toBe("a");
});

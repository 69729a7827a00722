import { z } from "zod";
import { atLeast, group, InputError, integer, parseInput, problemsOf, text } from "./input";

const schema = group({
  name: text("a name"),
  replicas: integer(1, 10).optional(),
  ports: z.array(atLeast({ port: integer(1) })).optional(),
});

test("a value that meets the schema is what comes back", () => {
  const value = { name: "web", replicas: 3, ports: [{ port: 80, protocol: "TCP" }] };
  expect(parseInput(schema, value, "web.json")).toMatchObject({ name: "web", replicas: 3, ports: [{ port: 80 }] });
  expect(problemsOf(schema, value)).toEqual([]);
});

test("one error names the subject, and each property with its value and what is allowed", () => {
  const value = { replicas: 11, ports: [{ port: "http" }], protocol: "TCP" };
  const sentences = [
    "name is missing; it must be a name",
    "replicas = 11 must be an integer from 1 to 10",
    'ports[0].port = "http" must be an integer, 1 or more',
    "protocol is not known; known are name, replicas, ports",
  ];
  expect(() => parseInput(schema, value, "web.json")).toThrow(InputError);
  expect(() => parseInput(schema, value, "web.json")).toThrow(
    ["web.json:", ...sentences.map((sentence) => `  ${sentence}`)].join("\n"),
  );
  expect(problemsOf(schema, value)).toEqual(sentences);
});

test("the place of a value in what the user wrote stands before its properties", () => {
  expect(problemsOf(schema, { name: "" }, ["services", 2])).toEqual(['services[2].name = "" must be a name']);
  expect(problemsOf(schema, 7, ["services"])).toEqual(["services = 7 must be an object with name, replicas, ports"]);
  expect(problemsOf(schema, 7)).toEqual(["the top level = 7 must be an object with name, replicas, ports"]);
});

test("a long value is cut, and one that is nested too deeply to be written is only named", () => {
  expect(problemsOf(text("a name"), ["x".repeat(200)])).toEqual([
    `the top level = ["${"x".repeat(78)}… must be a name`,
  ]);
  let deep: unknown = [];
  for (let depth = 0; depth < 100_000; depth++) deep = [deep];
  // Node 26 writes it, however deep it is.
  const [inArray, inObject] = [deep, { deep }].flatMap((value) => problemsOf(text("a name"), value));
  expect(inArray).toMatch(/^the top level = (\[…\]|\[{80}…) must be a name$/);
  expect(inObject).toMatch(/^the top level = (\{…\}|\{"deep":\[{72}…) must be a name$/);
});

describe("a schema without an error text of its own is described", () => {
  test.each<[z.ZodType, unknown, string]>([
    [z.string(), 1, "a text"],
    [z.string().min(10), "short", "a text of 10 characters or more"],
    [z.string().min(1).max(3), "long", "a text of 1 to 3 characters"],
    [z.string().regex(/^a+$/), "b", "a text that matches ^a+$"],
    [z.number(), "1", "a number"],
    [z.number().min(0), "1", "a number, 0 or more"],
    [z.number().max(5), 6, "a number, at most 5"],
    [z.int(), 1.5, "an integer"],
    [z.int().min(1).max(3), 4, "an integer, 1 to 3"],
    [z.boolean(), "yes", "true or false"],
    [z.enum(["a", "b"]), "c", 'one of "a", "b"'],
    [z.literal(1), 2, "1"],
    [z.array(z.string()), "a", "a list"],
    [z.array(z.string()).min(2), ["a"], "a list of 2 or more"],
    [z.looseObject({}), [], "an object"],
    [z.strictObject({ a: z.string(), b: z.string() }), [], "an object with a, b"],
  ])("%#", (schema, value, allowed) => {
    expect(problemsOf(schema, value)).toEqual([`the top level = ${JSON.stringify(value)} must be ${allowed}`]);
  });

  test("so are the keys that are known where one is not", () => {
    expect(problemsOf(z.strictObject({ a: z.string() }), { a: "", b: 1 })).toEqual(["b is not known; known are a"]);
  });
});

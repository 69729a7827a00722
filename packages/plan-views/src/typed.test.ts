import type { Properties } from "./resource";
import { withUnknown } from "./testing/resources";
import { byName, fieldsOf, flag, listOf, number, numberOrText, required, text, typed } from "./typed";

const shape = fieldsOf({
  name: text,
  count: number,
  on: flag,
  share: numberOrText,
  labels: byName(text),
  parts: listOf(fieldsOf({ name: text })),
});
const read = (object: Properties) => typed(object, shape, { subject: 'Thing "a"', path: "spec" });

test("what has its shape is what it was, and what is not listed may be anything", () => {
  const object = { name: "a", count: 0, on: false, share: "50%", labels: { a: "b" }, parts: [{ name: "x", other: 1 }] };
  expect(read({ ...object, more: [1, { a: null }] })).toEqual({ ...object, more: [1, { a: null }] });
  expect(Array.isArray(read(object).parts)).toBe(true);
});

test("null is absent", () => {
  const { name, parts, more } = read({ name: null, parts: [{ name: null }], more: null });
  expect([name, more, (parts as Properties[])[0]!.name]).toEqual([undefined, undefined, undefined]);
});

test.each<[object: Properties, reach: (of: Properties) => unknown, message: string]>([
  [{ name: 1 }, (of) => of.name as unknown, 'Thing "a": spec.name = 1 must be a text'],
  [{ count: "1" }, (of) => of.count as unknown, 'spec.count = "1" must be a number'],
  [{ on: "true" }, (of) => of.on as unknown, 'spec.on = "true" must be true or false'],
  [{ share: [] }, (of) => of.share as unknown, "spec.share = [] must be a number or a text"],
  [{ labels: [] }, (of) => of.labels as unknown, "spec.labels = [] must be an object"],
  [
    { labels: { constructor: 1 } },
    ({ labels }) => (labels as Properties)["constructor"] as unknown,
    "labels.constructor = 1 must be a text",
  ],
  [{ parts: {} }, (of) => of.parts as unknown, "spec.parts = {} must be a list"],
  [{ parts: ["x"] }, ({ parts }) => (parts as unknown[])[0], 'spec.parts[0] = "x" must be an object'],
  [{ parts: [null] }, ({ parts }) => (parts as unknown[])[0], "spec.parts[0] = null must be"],
  [
    { parts: [{}, { name: [] }] },
    ({ parts }) => (parts as Properties[])[1]!.name as unknown,
    "spec.parts[1].name = [] must be a text",
  ],
])("%j is said to be wrong where it is read, and not before", (object, reach, message) => {
  const of = read({ ...object, other: 1 });
  expect(of.other).toBe(1);
  expect(() => reach(of)).toThrow(message);
  expect(() => reach(of)).toThrow(message);
});

test("what must be there is missing where it is read", () => {
  const of = typed({ other: 1 }, fieldsOf({ name: required(text) }), { subject: 'Thing "a"', path: "spec" });
  expect(of.other).toBe(1);
  expect(() => of.name as unknown).toThrow('Thing "a": spec.name is missing; it must be a text');
});

test("what is not known throws where it is read", () => {
  const of = read(withUnknown({ count: 1 }, "name"));
  expect(of.count).toBe(1);
  expect(() => of.name as unknown).toThrow("can't be known during preview");
});

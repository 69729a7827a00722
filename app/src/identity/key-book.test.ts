import crypto from "node:crypto";
import { KeyBook } from "./key-book";
import { KeyListError, sha256Of } from "./key-list";

const listOf = (...keys: string[]): string =>
  JSON.stringify({ keys: keys.map((key) => ({ name: key, owner: key, sha256: sha256Of(`key of ${key}`) })) });

test("a new list takes effect with the next request", () => {
  const list: { value: string | undefined } = { value: undefined };
  const book = new KeyBook({ list, logger: { info: jest.fn(), warn: jest.fn(), error: jest.fn() } });
  expect(book.find("key of a")).toBeUndefined();
  list.value = listOf("a", "b");
  expect(book.find("key of a")?.entry.name).toBe("a");
  expect(book.named("b")?.caller).toEqual({ user: "b", key: "b" });
  list.value = listOf("b");
  expect(book.find("key of a")).toBeUndefined();
  expect(book.entries.map(({ name }) => name)).toEqual(["b"]);
});

test("a broken list changes nothing, is told once without a secret, and the next good one takes over", () => {
  const list = { value: listOf("a") };
  const logger = { info: jest.fn(), warn: jest.fn(), error: jest.fn() };
  const onList = jest.fn();
  const book = new KeyBook({ list, logger, onList });
  list.value = listOf("b").replace('"owner"', '"ownr"');
  expect(book.find("key of a")?.entry.name).toBe("a");
  expect(book.find("key of b")).toBeUndefined();
  expect(logger.error).toHaveBeenCalledTimes(1);
  expect(onList).toHaveBeenLastCalledWith(false, 1);
  expect(JSON.stringify(logger.error.mock.calls)).not.toContain(sha256Of("key of b"));
  list.value = listOf("c");
  expect(book.find("key of c")?.entry.name).toBe("c");
  expect(onList).toHaveBeenLastCalledWith(true, 1);
});

test("a list that is broken from the start is an error that names key and property", () => {
  const open = (): KeyBook => new KeyBook({ list: { value: '{"keys":[{"name":"a"}]}' }, logger: console });
  expect(open).toThrow(KeyListError);
  expect(open).toThrow(/key "a": owner is not allowed/);
});

test("what was accepted is remembered up to a bound, and found all the same above it", () => {
  const book = new KeyBook({ list: { value: "good" }, logger: console });
  for (let spelling = 0; spelling < 12_000; spelling++) book.find(`guess ${spelling}`);
  expect(book.find("good")?.entry.name).toBe("plain");
});

test("a key that is found is compared in constant time, byte for byte of its digest", () => {
  const compare = jest.spyOn(crypto, "timingSafeEqual");
  const book = new KeyBook({ list: { value: listOf("a", "b") }, logger: console });
  expect(book.find("key of a")?.entry.name).toBe("a");
  const bytes = Buffer.from(sha256Of("key of a"), "hex");
  expect(compare.mock.calls).toEqual([[bytes, bytes]]);
});

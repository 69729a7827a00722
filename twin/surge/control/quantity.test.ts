import fc from "fast-check";
import { approximately, isQuantity, thousandths } from "./quantity";

test.each([
  ["50", 50_000],
  [2, 2000],
  ["350m", 350],
  ["1.5", 1500],
  ["1500u", 2],
  ["1n", 1],
  ["300Mi", 300 * 2 ** 20 * 1000],
  ["1.5Gi", 1.5 * 2 ** 30 * 1000],
  ["2k", 2_000_000],
  ["1e3", 1_000_000],
  ["12E2", 1_200_000],
  ["-1.0005", -1001],
  [".5", 500],
])("%s is %d thousandths, rounded away from zero", (quantity, expected) => {
  expect(thousandths(quantity)).toBe(expected);
});

test.each(["", "5x", "Mi", "1 Gi", "0x10", "1e", "--1", NaN])("%p is no quantity", (value) => {
  expect(isQuantity(value)).toBe(false);
});

test("what is no quantity is said", () => {
  expect(() => thousandths("5x")).toThrow('"5x" is no quantity of Kubernetes');
});

test("a double has the last bit of the API server's own form: 0.6 is stored as 600m", () => {
  expect(approximately("0.6")).toBe(600 * 0.001);
  expect(approximately("0.6")).toBe(approximately("600m"));
  expect(approximately("0.1")).toBe(0.1);
  expect(approximately("3")).toBe(3);
  expect(approximately("1Ki")).toBe(1024);
});

test("thousandths are exact for every number of thousandths that is written out", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (milli) => {
      expect(thousandths(`${milli}m`)).toBe(milli);
      expect(thousandths(`${Math.floor(milli / 1000)}.${String(milli % 1000).padStart(3, "0")}`)).toBe(milli);
    }),
  );
});

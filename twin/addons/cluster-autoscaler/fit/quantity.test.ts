import { add, larger, parseQuantities, parseQuantity, subtract } from "./quantity";

describe("parseQuantity", () => {
  test.each([
    ["250m", 0.25],
    ["2", 2],
    [3, 3],
    ["1.5Gi", 1.5 * 2 ** 30],
    ["100Mi", 100 * 2 ** 20],
    ["1e3", 1000],
    ["5k", 5000],
    ["100n", 1e-7],
  ])("reads %j as %d", (text, value) => expect(parseQuantity(text)).toBeCloseTo(value, 12));

  test.each(["", "m", "1 Gi", "2X", "--1", "1.2.3"])("refuses %j", (text) =>
    expect(() => parseQuantity(text)).toThrow(/is no quantity/),
  );
});

describe("amounts", () => {
  test("count what one of two does not name as nothing", () => {
    const [a, b] = [{ cpu: 2, pods: 1 }, parseQuantities({ cpu: "500m", memory: "1k" })];
    expect(add(a, b)).toEqual({ cpu: 2.5, pods: 1, memory: 1000 });
    expect(subtract(a, b)).toEqual({ cpu: 1.5, pods: 1, memory: -1000 });
    expect(larger(a, b)).toEqual({ cpu: 2, pods: 1, memory: 1000 });
  });
});

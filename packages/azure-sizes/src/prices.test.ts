import { findVmSize } from "./find";
import { vmPriceOf, vmPrices } from "./prices";

test.each([
  ["Standard_D8s_v5", 0.384],
  ["standard_nc24ads_a100_v4", 3.673],
  ["Standard_NC40ads_H100_v5", 6.98],
])("a VM of %s costs %d dollars an hour", (vmSize, dollarsPerHour) => {
  expect(vmPriceOf(vmSize)).toMatchObject({ dollarsPerHour, verified: true, date: "2025" });
});

test("a price that is not known is nobody's guess", () => {
  expect(vmPriceOf("Standard_ND96isr_H200_v5")).toBeUndefined();
});

test("each is the price of a size that is known, and stands there once", () => {
  expect(vmPrices.filter(({ vmSize }) => !findVmSize(vmSize).known)).toEqual([]);
  expect(new Set(vmPrices.map(({ vmSize }) => vmSize)).size).toBe(vmPrices.length);
});

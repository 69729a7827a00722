import { isSameFamily, ofFamily, quotaFamilyOf } from "./quota";

test("a size of the table has a family, any other is unknown: no name tells it", () => {
  expect(quotaFamilyOf("Standard_D8as_v6")).toEqual({ known: true, family: "standardDav6Family" });
  expect(quotaFamilyOf("Standard_HB120rs_v3")).toMatchObject({ known: false, vmSize: "Standard_HB120rs_v3" });
});

test("families are the same in any case", () => {
  expect(isSameFamily("StandardNCADSA100v4Family", "standardNCADSA100V4FAMILY")).toBe(true);
  expect(isSameFamily("standardDSv5Family", "standardDSv4Family")).toBe(false);
  const quotas = { standarddsv5family: 0, StandardNCADSA100v4Family: 96 };
  expect(ofFamily(quotas, "standardDSv5Family")).toBe(0);
  expect(ofFamily(quotas, "standardNCADSA100v4Family")).toBe(96);
  expect(ofFamily(quotas, "standardFSv2Family")).toBeUndefined();
});

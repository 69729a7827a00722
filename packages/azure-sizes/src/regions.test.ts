import { hasZones, regionRule } from "./regions";

test.each(["koreacentral", "eastus", "westus3", "germanywestcentral", "germanynorth", "chilecentral", "jioindiawest"])(
  "%s is a region of the public cloud",
  (region) => expect(regionRule.accepts(region)).toBe(true),
);

// az account list-locations of the clouds AzureUSGovernment, AzureChinaCloud, AzureGermanCloud.
test.each([
  ["usgovvirginia", "Azure Government"],
  ["usgovtexas", "Azure Government"],
  ["usgovarizona", "Azure Government"],
  ["usgoviowa", "Azure Government"],
  ["usdodeast", "Azure Government"],
  ["usdodcentral", "Azure Government"],
  ["usseceast", "Azure Government"],
  ["usnatwest", "Azure Government"],
  ["chinaeast", "Azure in China"],
  ["chinanorth3", "Azure in China"],
  ["germanycentral", "Azure Germany, which is closed"],
  ["germanynortheast", "Azure Germany, which is closed"],
])("%s belongs to another cloud, and is refused for what differs there", (region, cloud) => {
  expect(regionRule.accepts(region)).toBe(false);
  expect(regionRule.allowedFor(region)).toContain(`belongs to ${cloud}, whose host suffixes, private DNS zones`);
});

test.each(["Korea Central", "koreacentrall", "eastus2euap", "KoreaCentral", "", "constructor"])(
  "%j is no region of the public cloud",
  (region) => {
    expect(regionRule.accepts(region)).toBe(false);
    expect(regionRule.allowedFor(region)).toBe(regionRule.allowed);
  },
);

test("which regions have zones is known of those of the public cloud", () => {
  expect(["koreacentral", "koreasouth", "westus", "usgovvirginia"].map(hasZones)).toEqual([
    true,
    false,
    false,
    undefined,
  ]);
});

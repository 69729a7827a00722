import { textRule } from "./value-rule";

/*
 * Regions of Azure's public cloud by their programmatic names, as https://learn.microsoft.com/azure/reliability/regions-list has them. A
 * region that opens later is one more name here.
 */

/** Those with availability zones, three each. */
const withZones = [
  ...["australiaeast", "austriaeast", "belgiumcentral", "brazilsouth", "canadacentral", "centralindia", "centralus"],
  ...["chilecentral", "denmarkeast", "eastasia", "eastus", "eastus2", "francecentral", "germanywestcentral"],
  ...["indonesiacentral", "israelcentral", "italynorth", "japaneast", "japanwest", "koreacentral", "malaysiawest"],
  ...["mexicocentral", "newzealandnorth", "northeurope", "norwayeast", "polandcentral", "qatarcentral"],
  ...["southafricanorth", "southcentralus", "southeastasia", "spaincentral", "swedencentral", "switzerlandnorth"],
  ...["uaenorth", "uksouth", "westeurope", "westus2", "westus3"],
];

/** Those without. */
const withoutZones = [
  ...["australiacentral", "australiacentral2", "australiasoutheast", "brazilsoutheast", "canadaeast", "francesouth"],
  ...["germanynorth", "jioindiacentral", "jioindiawest", "koreasouth", "northcentralus", "norwaywest"],
  ...["southafricawest", "southindia", "swedensouth", "switzerlandwest", "uaecentral", "ukwest", "westcentralus"],
  ...["westindia", "westus"],
];

const publicRegions: ReadonlySet<string> = new Set([...withZones, ...withoutZones]);

/**
 * Regions of other clouds, by their names' beginnings (https://learn.microsoft.com/azure/azure-government/documentation-government-welcome,
 * https://learn.microsoft.com/azure/china/overview-operations; Azure Germany closed in 2021). Its `germanycentral` and `germanynortheast` are
 * others than the public cloud's `germanywestcentral` and `germanynorth`.
 */
const otherClouds: readonly (readonly [form: RegExp, cloud: string])[] = [
  [/^(usgov|usdod|ussec|usnat)/, "Azure Government"],
  [/^china/, "Azure in China"],
  [/^germany(central|northeast)$/, "Azure Germany, which is closed"],
];

const allowed = "a region of Azure's public cloud in its short form, such as koreacentral";

/** An Azure region. Which of them a subscription may use, only Azure knows. */
export const regionRule = textRule(allowed, (region) => {
  if (publicRegions.has(region)) return undefined;
  const cloud = otherClouds.find(([form]) => form.test(region))?.[1];
  if (cloud === undefined) return allowed;
  return `${allowed}: this one belongs to ${cloud}, whose host suffixes, private DNS zones and sign-in are other ones`;
});

/** Whether a region has availability zones: `undefined` for one that is no region of Azure's public cloud. */
export function hasZones(region: string): boolean | undefined {
  return publicRegions.has(region) ? withZones.includes(region) : undefined;
}

/** What a VM costs, pay as you go, Linux, before tax. */
export interface VmPrice {
  /** Azure's name of its size, for example `Standard_D8s_v5`. */
  vmSize: string;
  /** US dollars. */
  dollarsPerHour: number;
  /** Whether the figure was read at the source; `false` is an estimate, in proportion to the vCPUs of another size of its series. */
  verified: boolean;
  /** Where the figure stands. */
  source: string;
  /** Year of the source. */
  date: string;
}

/** Azure region of the prices. Other regions differ, by up to 30 %. */
export const vmPriceRegion = "eastus";

const source =
  "https://github.com/skypilot-org/skypilot-catalog/blob/098741e70562f65d7af1cceb81e33b284f742604/catalogs/v6/azure/vms.csv";
const date = "2025";

const rows: readonly (readonly [vmSize: string, dollarsPerHour: number, from: "read" | "in proportion"])[] = [
  ["Standard_D2s_v5", 0.096, "in proportion"],
  ["Standard_D4s_v5", 0.192, "read"],
  ["Standard_D8s_v5", 0.384, "read"],
  ["Standard_D16s_v5", 0.768, "in proportion"],
  ["Standard_D32s_v5", 1.536, "in proportion"],
  ["Standard_D48s_v5", 2.304, "in proportion"],
  ["Standard_D64s_v5", 3.072, "in proportion"],
  ["Standard_D96s_v5", 4.608, "read"],
  ["Standard_D2ds_v5", 0.113, "in proportion"],
  ["Standard_D4ds_v5", 0.226, "read"],
  ["Standard_D8ds_v5", 0.452, "read"],
  ["Standard_D16ds_v5", 0.904, "in proportion"],
  ["Standard_D32ds_v5", 1.808, "in proportion"],
  ["Standard_D48ds_v5", 2.712, "in proportion"],
  ["Standard_D64ds_v5", 3.616, "read"],
  ["Standard_D96ds_v5", 5.424, "read"],
  ["Standard_D2as_v5", 0.086, "in proportion"],
  ["Standard_D4as_v5", 0.172, "read"],
  ["Standard_D8as_v5", 0.344, "read"],
  ["Standard_D16as_v5", 0.688, "in proportion"],
  ["Standard_D32as_v5", 1.376, "in proportion"],
  ["Standard_D48as_v5", 2.064, "in proportion"],
  ["Standard_D64as_v5", 2.752, "read"],
  ["Standard_D96as_v5", 4.128, "read"],
  ["Standard_D2ads_v5", 0.103, "in proportion"],
  ["Standard_D4ads_v5", 0.206, "in proportion"],
  ["Standard_D8ads_v5", 0.412, "read"],
  ["Standard_D16ads_v5", 0.824, "in proportion"],
  ["Standard_D32ads_v5", 1.648, "in proportion"],
  ["Standard_D48ads_v5", 2.472, "in proportion"],
  ["Standard_D64ads_v5", 3.296, "read"],
  ["Standard_D96ads_v5", 4.944, "read"],
  ["Standard_E2s_v5", 0.126, "in proportion"],
  ["Standard_E4s_v5", 0.252, "in proportion"],
  ["Standard_E8s_v5", 0.504, "in proportion"],
  ["Standard_E16s_v5", 1.008, "in proportion"],
  ["Standard_E20s_v5", 1.26, "in proportion"],
  ["Standard_E32s_v5", 2.016, "in proportion"],
  ["Standard_E48s_v5", 3.024, "in proportion"],
  ["Standard_E64s_v5", 4.032, "read"],
  ["Standard_E96s_v5", 6.048, "in proportion"],
  ["Standard_NC24ads_A100_v4", 3.673, "read"],
  ["Standard_NC48ads_A100_v4", 7.346, "read"],
  ["Standard_NC96ads_A100_v4", 14.692, "read"],
  ["Standard_NC40ads_H100_v5", 6.98, "read"],
  ["Standard_NC80adis_H100_v5", 13.96, "read"],
];

/** Every VM price that is known, in East US. */
export const vmPrices: readonly VmPrice[] = rows.map(([vmSize, dollarsPerHour, from]) => ({
  ...{ vmSize, dollarsPerHour, source, date },
  verified: from === "read",
}));

const bySize = new Map(vmPrices.map((price) => [price.vmSize.toLowerCase(), price]));

/**
 * What a VM of a size costs in East US; `undefined` where its price is not known. Azure tells sizes apart without case.
 *
 * @param vmSize for example `Standard_D8s_v5`
 */
export const vmPriceOf = (vmSize: string): VmPrice | undefined => bySize.get(vmSize.toLowerCase());

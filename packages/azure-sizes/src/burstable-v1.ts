/** The first version of the burstable series: name without `Standard_`, vCPUs, memory and temporary disk, GiB. */
export const burstableV1 = [
  ["B2s", 2, 4, 8],
  ["B2ms", 2, 8, 16],
  ["B4ms", 4, 16, 32],
  ["B8ms", 8, 32, 64],
  ["B12ms", 12, 48, 96],
  ["B16ms", 16, 64, 128],
  ["B20ms", 20, 80, 160],
] as const;

import { vmSizeOf } from "./vm-sizes";

test.each([
  ["Standard_D4s_v5", { vcpus: 4, gpus: 0, family: "standardDSv5Family" }],
  ["Standard_D16ads_v5", { vcpus: 16, gpus: 0, family: "standardDADSv5Family" }],
  ["Standard_NC24ads_A100_v4", { vcpus: 24, gpus: 1, family: "StandardNCADSA100v4Family" }],
  ["Standard_NC96ads_A100_v4", { vcpus: 96, gpus: 4, family: "StandardNCADSA100v4Family" }],
  ["Standard_NC80adis_H100_v5", { vcpus: 80, gpus: 2, family: "StandardNCadsH100v5Family" }],
])("%s", (name, expected) => {
  expect(vmSizeOf(name)).toEqual(expected);
});

test.each(["Standard_M128s", "Standard_D8s_v9", "D8s_v5"])("%s is not known here", (name) => {
  expect(vmSizeOf(name)).toBeUndefined();
});

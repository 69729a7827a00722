import { pinnedVersion } from "../../controlplane";
import type { ProgramSet } from "../../controlplane";

/** KEDA's module. */
const kedaModule = "github.com/kedacore/keda/v2";

/** KEDA's operator, which makes an autoscaler of each ScaledObject, and its adapter, from which the autoscaler has its metrics. */
export const kedaBuild: ProgramSet = {
  title: "KEDA",
  cacheName: "keda",
  folder: __dirname,
  binaries: [
    { name: "keda-operator", package: `${kedaModule}/cmd/operator`, seconds: 330 },
    { name: "keda-adapter", package: `${kedaModule}/cmd/adapter`, seconds: 25 },
  ],
  stamps: (goMod) => [`${kedaModule}/version.Version=${pinnedVersion(goMod, kedaModule).slice(1)}`],
};

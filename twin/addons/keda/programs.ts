import { pinnedVersion } from "../../controlplane/build/module";
import type { ProgramSet } from "../../controlplane";

/** KEDA's module. */
export const KEDA_MODULE = "github.com/kedacore/keda/v2";

/** KEDA's operator, which makes an autoscaler of each ScaledObject, and its adapter, from which the autoscaler has its metrics. */
export const KEDA: ProgramSet = {
  title: "KEDA",
  cacheName: "keda",
  folder: __dirname,
  binaries: [
    { name: "keda-operator", package: `${KEDA_MODULE}/cmd/operator`, seconds: 330 },
    { name: "keda-adapter", package: `${KEDA_MODULE}/cmd/adapter`, seconds: 25 },
  ],
  stamps: (goMod) => [`${KEDA_MODULE}/version.Version=${pinnedVersion(goMod, KEDA_MODULE).slice(1)}`],
};

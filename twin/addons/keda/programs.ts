import { pinnedVersion } from "../../controlplane";
import type { OfficialProgram, ProgramSet } from "../../controlplane";

/** KEDA's module. */
const kedaModule = "github.com/kedacore/keda/v2";

/**
 * Dockerfile, Dockerfile.adapter and Makefile in keda v2.20.2. Neither program has an option that prints its version, which stands
 * in the file as the linker wrote it.
 */
const official =
  (repository: string, file: string) =>
  (goMod: string): OfficialProgram => {
    const version = pinnedVersion(goMod, kedaModule).slice(1);
    return {
      image: { registry: "ghcr.io", repository: `kedacore/${repository}`, tag: version },
      path: `/${file}`,
      args: ["--help"],
      says: "--metrics-service-",
      holds: version,
    };
  };

/** KEDA's operator, which makes an autoscaler of each ScaledObject, and its adapter, from which the autoscaler has its metrics. */
export const kedaBuild: ProgramSet = {
  title: "KEDA",
  cacheName: "keda",
  folder: __dirname,
  binaries: [
    { name: "keda-operator", package: `${kedaModule}/cmd/operator`, seconds: 330, official: official("keda", "keda") },
    {
      name: "keda-adapter",
      package: `${kedaModule}/cmd/adapter`,
      seconds: 25,
      official: official("keda-metrics-apiserver", "keda-adapter"),
    },
  ],
  stamps: (goMod) => [`${kedaModule}/version.Version=${pinnedVersion(goMod, kedaModule).slice(1)}`],
};

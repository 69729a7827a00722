import * as path from "node:path";
import { areBuilt, ensurePrograms, pinnedVersion } from "../../controlplane";
import type { OfficialProgram, ProgramSet } from "../../controlplane";
import { findProgram } from "../daemons/find-program";
import { sourceOfSet } from "../programs/program-source";
import type { ProgramSource } from "../programs/program-source";
import { firstThatRuns, namedProgram } from "../programs/server-program";
import type { ServerProgram } from "../programs/server-program";

/** Prometheus' module. Its version v0.314.0 is Prometheus 3.14.0. */
const prometheusModule = "github.com/prometheus/prometheus";

/** Prometheus at the version that the platform's chart runs. */
export const prometheusBuild: ProgramSet = {
  title: "Prometheus",
  cacheName: "prometheus",
  folder: __dirname,
  binaries: [{ name: "prometheus", package: `${prometheusModule}/cmd/prometheus`, seconds: 110, official }],
  // Its ways to discover targets in clouds are most of its code, and the twin names its targets.
  tags: ["remove_all_sd"],
  stamps: (goMod) => [`github.com/prometheus/common/version.Version=${prometheusVersion(goMod)}`],
};

/** Dockerfile in prometheus v0.314.0. */
function official(goMod: string): OfficialProgram {
  const version = prometheusVersion(goMod);
  return {
    image: { registry: "quay.io", repository: "prometheus/prometheus", tag: `v${version}` },
    path: "/bin/prometheus",
    args: ["--version"],
    says: `prometheus, version ${version} `,
  };
}

function prometheusVersion(goMod: string): string {
  return pinnedVersion(goMod, prometheusModule).replace("v0.3", "3.");
}

/** Prometheus' own tool, for the tests: beside Prometheus in the cache, and nothing that `up` waits for. */
export const promtoolBuild: ProgramSet = {
  ...prometheusBuild,
  title: "promtool",
  binaries: [{ name: "promtool", package: `${prometheusModule}/cmd/promtool`, seconds: 40 }],
};

const setSource = sourceOfSet(prometheusBuild);

/** Prometheus: the one that `BREAKWATER_PROMETHEUS` names, else one on the PATH that runs, else our own set's. */
export const prometheusSource: ProgramSource<ServerProgram> = {
  title: prometheusBuild.title,
  get from() {
    return setSource.from;
  },
  isThere: async (signal) => areBuilt(prometheusBuild) || (await systemPrometheus(signal)) !== undefined,
  obtain: async (options) => {
    const found = await systemPrometheus(options.signal);
    if (found) return found;
    const { folder } = await ensurePrograms(prometheusBuild, options);
    return { program: path.join(folder, "prometheus") };
  },
};

async function systemPrometheus(signal: AbortSignal): Promise<ServerProgram | undefined> {
  const named = namedProgram("BREAKWATER_PROMETHEUS");
  if (named) return named;
  const program = findProgram("prometheus");
  return program === undefined ? undefined : firstThatRuns([{ program }], signal);
}

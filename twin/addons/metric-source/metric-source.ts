import * as path from "node:path";
import { loopback } from "../../controlplane";
import type { AddonsFolder } from "../daemons/addons-folder";
import type { Daemon } from "../daemons/daemon";
import { answersOk } from "../daemons/probes";
import type { Addresses } from "../names/addresses";
import { nodeProgram } from "../node-program";
import { seriesOf } from "./idle-series";
import { readSamples, samplesFile, writeSamples } from "./samples";

/**
 * What Prometheus scrapes in place of the app, whose containers do not run: an idle app, until `breakwater load` says otherwise.
 *
 * @param queries what the triggers ask
 */
export function metricSource(folder: AddonsFolder, { ports }: Addresses, queries: readonly string[]): Daemon {
  const idle = Object.fromEntries(queries.flatMap(seriesOf).map((series) => [series, 0]));
  const file = samplesFile(folder);
  writeSamples(file, { ...idle, ...readSamples(file) });
  const port = ports.metricSource;
  return {
    name: "metric-source",
    ...nodeProgram(path.join(__dirname, "main.ts"), { host: loopback, port, file }),
    isReady: (signal) => answersOk(`http://${loopback}:${port}/metrics`, signal),
  };
}

import * as path from "node:path";
import { loopback } from "../../controlplane";
import { writeFileAtomically } from "../../files";
import type { AddonsFolder } from "../daemons/addons-folder";
import type { Daemon } from "../daemons/daemon";
import { answersOk } from "../daemons/probes";
import type { Addresses } from "../names/addresses";
import type { Endpoint } from "../needs";
import type { ServerProgram } from "../programs/server-program";

/** Seconds between two scrapes: less than any polling interval of KEDA's, so that a metric that is put on is seen by the next. */
const scrapeInterval = 2;

/** Prometheus under a name of the cluster, scraping the metrics that `breakwater load` puts on, and KEDA. */
export function prometheusServer(
  { host, port }: Endpoint,
  address: string,
  { ports }: Addresses,
  folder: AddonsFolder,
  server: ServerProgram,
): Daemon {
  const own = path.join(folder.root, `prometheus-${host}`);
  const file = path.join(own, "prometheus.json");
  const configuration = prometheusConfiguration({ load: ports.metricSource, keda: ports.kedaMetrics });
  writeFileAtomically(file, configuration);
  return {
    name: `prometheus-${host}`,
    ...server,
    configuration,
    args: [
      // JSON is YAML.
      `--config.file=${file}`,
      `--storage.tsdb.path=${path.join(own, "data")}`,
      "--storage.tsdb.retention.time=6h",
      `--web.listen-address=${address}:${port}`,
      "--log.level=warn",
    ],
    isReady: (signal) => answersOk(`http://${address}:${port}/-/ready`, signal),
  };
}

/** @param jobs port of loopback by the name of what is scraped there */
function prometheusConfiguration(jobs: Record<string, number>): string {
  return JSON.stringify({
    global: { scrape_interval: `${scrapeInterval}s`, evaluation_interval: `${scrapeInterval}s` },
    scrape_configs: Object.entries(jobs).map(([job, port]) => ({
      job_name: job,
      // The labels of what is put on count, not those of the twin's own source.
      honor_labels: true,
      static_configs: [{ targets: [`${loopback}:${port}`] }],
    })),
  });
}

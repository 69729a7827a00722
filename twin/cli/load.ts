import { addonsFolder, drainItems, putItems, putUsage, setMetrics } from "../addons";
import type { Usage } from "../addons";
import { ApiServer, ControlPlaneError, runningCluster } from "../controlplane";
import type { Cluster } from "../controlplane";
import { findProject } from "../project";
import { print, Progress } from "../terminal";
import { stackFolder } from "../state";
import { interruptible } from "./interruption";
import { UsageError } from "./report-error";

export interface LoadCommandOptions {
  stack: string;
  list?: string;
  items?: number;
  drainPerSecond?: number;
  server?: string;
  /** Value of each series. */
  metric: Record<string, number>;
  cpu: Usage[];
  /** Print the report as JSON, and nothing else, on stdout. */
  json?: boolean;
}

/** What a `load` came to. */
interface LoadReport {
  stack: string;
  list?: { name: string; put: number; length: number };
  /** All values that are set now. */
  metrics?: Record<string, number>;
  cpu?: (Usage & { pods: number })[];
}

/** `breakwater load`: items on a list, values of metrics, so that the autoscalers have something to react to. Loopback only. */
export async function run(options: LoadCommandOptions): Promise<number> {
  check(options);
  const { stack, metric, json } = options;
  const folder = stackFolder(findProject(process.cwd()), stack);
  const cluster = await runningCluster(folder.clusterFolder, folder.clusterName);
  if (!cluster)
    throw new ControlPlaneError(
      `The twin of stack ${stack} does not run. \`npx breakwater up --stack ${stack}\` starts it.`,
    );
  const addons = addonsFolder(folder.addonsFolder);
  const report: LoadReport = { stack };
  if (Object.keys(metric).length > 0) report.metrics = setMetrics(addons, metric);
  if (options.cpu.length > 0) report.cpu = await loadCpu(cluster, options.cpu);
  if (options.list !== undefined) report.list = await loadList(addons, options.list, options);
  await print(`${json ? JSON.stringify(report, null, 2) : textOf(report)}\n`);
  return 0;
}

/** All that is wrong with the options, at once. */
function check({ list, items, drainPerSecond, server, metric, cpu }: LoadCommandOptions): void {
  const wrong = [
    ...(list === undefined && Object.keys(metric).length === 0 && cpu.length === 0
      ? ["--list NAME, --metric NAME=VALUE or --cpu NAMESPACE/DEPLOYMENT=CORES is needed"]
      : []),
    ...(list !== undefined && items === undefined && drainPerSecond === undefined
      ? ["--list needs --items COUNT, --drain-per-second COUNT or both"]
      : []),
    ...(list === undefined && items !== undefined ? ["--items needs --list NAME"] : []),
    ...(list === undefined && drainPerSecond !== undefined ? ["--drain-per-second needs --list NAME"] : []),
    ...(list === undefined && server !== undefined ? ["--server needs --list NAME"] : []),
  ];
  if (wrong.length > 0) throw new UsageError(wrong.join("\n"));
}

async function loadCpu(cluster: Cluster, usages: readonly Usage[]): Promise<LoadReport["cpu"]> {
  const api = new ApiServer(cluster);
  try {
    const shared: LoadReport["cpu"] = [];
    for (const usage of usages) shared.push({ ...usage, pods: await putUsage(api, usage) });
    return shared;
  } finally {
    api.close();
  }
}

async function loadList(
  folder: ReturnType<typeof addonsFolder>,
  list: string,
  { items = 0, drainPerSecond, server }: LoadCommandOptions,
): Promise<LoadReport["list"]> {
  const progress = new Progress();
  const target = { list, ...(server !== undefined && { server }) };
  const say = (verb: string) => (count: number) => progress.step({ text: `${verb} ${list}`, detail: String(count) });
  try {
    return await interruptible(async (signal) => {
      let length = items > 0 ? await putItems(folder, target, items, say("putting items on"), signal) : 0;
      if (drainPerSecond !== undefined)
        length = await drainItems(folder, target, drainPerSecond, say("taking items off"), signal);
      return { name: list, put: items, length };
    });
  } finally {
    progress.stop();
  }
}

function textOf({ stack, list, metrics, cpu }: LoadReport): string {
  return [
    ...(list
      ? [`${list.put > 0 ? `${list.put} items put on ${list.name}; it` : list.name} has ${list.length} now.`]
      : []),
    ...(cpu ?? []).map(
      ({ namespace, deployment, cores, pods }) => `${namespace}/${deployment} uses ${cores} cores, in ${pods} pods.`,
    ),
    ...(metrics ? Object.entries(metrics).map(([series, value]) => `${series} ${value}`) : []),
    `Watch it: npx breakwater kubectl --stack ${stack} -- get hpa --all-namespaces --watch`,
  ].join("\n");
}

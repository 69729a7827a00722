import * as path from "node:path";
import { choosePorts, isFree, loopback } from "../../controlplane";
import { readJsonFile, writeFileAtomically } from "../../files";
import type { AddonsFolder } from "../daemons/addons-folder";

const ports = [
  "kedaMetrics",
  "kedaHealth",
  "kedaGrpc",
  "kedaExternalMetrics",
  "kedaAdapterMetrics",
  "metricSource",
  "metricsServer",
] as const;

/** Where the add-ons of a stack listen, chosen once and kept while any of them runs. */
export interface Addresses {
  ports: Record<(typeof ports)[number], number>;
  /** The part of loopback in which in-cluster names of this stack stand: `N` of `127.77.N.x`, so that two stacks share none. */
  network: number;
}

/** Most networks to choose from: `127.77.1` to `127.77.254`. */
const networks = 254;

/** The chosen addresses; `undefined` before the first choice. */
function readAddresses({ root }: AddonsFolder): Addresses | undefined {
  return readJsonFile(path.join(root, "addresses.json")) as Addresses | undefined;
}

/**
 * The addresses of a stack's add-ons.
 *
 * @param keep whether those chosen before are kept, because something runs on them
 */
export async function chooseAddresses(folder: AddonsFolder, keep: boolean): Promise<Addresses> {
  const before = readAddresses(folder);
  if (keep && before) return before;
  const addresses = { ports: await choosePorts(ports), network: await freeNetwork() };
  writeFileAtomically(path.join(folder.root, "addresses.json"), JSON.stringify(addresses, null, 2));
  return addresses;
}

/** A network of which nobody listens on Redis' and Prometheus' ports. */
async function freeNetwork(): Promise<number> {
  for (let attempt = 0; attempt < networks; attempt++) {
    const network = 1 + Math.floor(Math.random() * networks);
    const taken = await Promise.all([6379, 9090].map((port) => isFree(port, addressIn(network, 0))));
    if (taken.every(Boolean)) return network;
  }
  // Nothing but loopback itself to offer: what cannot listen there says so.
  return 1;
}

/** The address of a stack's n-th name, counted from 0. */
export function addressIn(network: number, index: number): string {
  return `127.77.${network}.${index + 1}`;
}

/** A hosts file: this machine itself, and the names of the cluster as its own DNS would resolve them. */
export function hostsFile(names: readonly { host: string; address: string }[]): string {
  const lines = names.map(({ host, address }) => `${address} ${aliasesOf(host).join(" ")}`);
  return [`${loopback} localhost`, "::1 localhost", ...lines, ""].join("\n");
}

/** `redis.ai.svc` is also `redis.ai` and `redis.ai.svc.cluster.local`. */
function aliasesOf(host: string): string[] {
  const service = host.replace(/\.svc(\.cluster\.local)?$/, "");
  return [service, `${service}.svc`, `${service}.svc.cluster.local`];
}

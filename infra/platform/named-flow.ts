import type { Flow } from "../../components/kubernetes";
import type { PeerName } from "./peers";

/** A flow between two of the peers. */
export interface NamedFlow extends Flow {
  from: PeerName;
  to: PeerName;
}

/** Ports of what AKS runs: the API server as pods see it, kubelets, and CoreDNS with its metrics. */
export const aksPorts = { apiServer: 443, kubelet: 10_250, dns: 53, dnsMetrics: 9153 } as const;

/** Ports of whoever is asked on the internet. */
export const webPorts = { http: 80, https: 443 } as const;

/**
 * One flow for each pair of peers, with all of its ports and reasons: each part of the platform states what it needs, and two parts may
 * need the same, such as a token and a public vault on port 443 of the internet.
 */
export function merged(flows: readonly NamedFlow[]): NamedFlow[] {
  const pairs = new Map<string, NamedFlow[]>();
  for (const flow of flows) {
    const key = `${flow.from} → ${flow.to}`;
    pairs.set(key, [...(pairs.get(key) ?? []), flow]);
  }
  return [...pairs.values()].map((same) => ({
    ...same[0]!,
    ports: unique(same.flatMap(({ ports }) => ports)),
    why: unique(same.map(({ why }) => why)).join(", "),
  }));
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

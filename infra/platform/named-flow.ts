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

import { stackPorts } from "../../components/kubernetes";
import type { Settings } from "../../stacks";
import { aksPorts, type NamedFlow, webPorts } from "./named-flow";
import type { PeerName } from "./peers";
import { scrapedPeers } from "./scrape-targets";

const scraped = (to: PeerName, ...ports: number[]): NamedFlow => ({ from: "prometheus", to, ports, why: "metrics" });

/** Who is scraped, and who asks for what was. */
export const metricsFlows = (settings: Settings): NamedFlow[] => [
  ...scrapedPeers(settings).map(({ name, port }) => scraped(name, port)),
  ...ofTheStack,
];

/** What the chart of the stack scrapes, and how its parts speak to each other. */
const ofTheStack: NamedFlow[] = [
  scraped("kube-state-metrics", stackPorts.kubeStateMetrics),
  scraped("prometheus-operator", stackPorts.operator),
  {
    from: "prometheus",
    to: "alertmanager",
    ports: [stackPorts.alertmanager, stackPorts.configReloader],
    why: "alerts, and its metrics",
  },
  scraped("grafana", stackPorts.grafana),
  scraped("dns", aksPorts.dnsMetrics),
  scraped("nodes", aksPorts.kubelet, stackPorts.nodeExporter),
  {
    from: "prometheus",
    to: "prometheus",
    ports: [stackPorts.prometheus, stackPorts.configReloader],
    why: "its own metrics",
  },
  { from: "grafana", to: "prometheus", ports: [stackPorts.prometheus], why: "dashboards" },
  { from: "grafana", to: "alertmanager", ports: [stackPorts.alertmanager], why: "alerts on dashboards" },
  {
    from: "alertmanager",
    to: "alertmanager",
    ports: [stackPorts.alertmanagerMesh, { port: stackPorts.alertmanagerMesh, protocol: "UDP" }],
    why: "one alert is told once",
  },
  { from: "alertmanager", to: "internet", ports: [webPorts.https], why: "whoever is told of alerts" },
];

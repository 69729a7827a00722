import * as fc from "fast-check";
import type { PrivateService } from "../../components/azure";
import { localDNSProfile } from "../../components/azure/local-dns";
import { defaultDeny, policiesOf } from "../../components/kubernetes/network-policies/policies";
import { loadSettings, type Settings } from "../../stacks";
import { allows, type End, type PolicyObject } from "../../tests/support/network-evaluator";
import { flows } from "./flows";
import { namespaceNames } from "./namespaces";
import { peers, type PeerName } from "./peers";

/** A connection that a consumer makes of its own accord, as its own documentation and source say. */
interface Connection {
  consumer: PeerName;
  /** Whom it asks: a service that may have a private endpoint, or somebody who never has. */
  asks: PrivateService | "Entra ID" | "gateway" | "Hugging Face";
  port: number;
}

/** What each consumer does with these settings: a list of its own, which knows nothing of the flows. */
function connections({ sessionStore, taskQueue, modelStore }: Settings): Connection[] {
  const processes: PeerName[] = ["ai-service", "agent-worker"];
  const managed = sessionStore.kind === "managedRedis";
  const listed: (Connection | false)[] = [
    ...processes.flatMap((consumer) => [
      { consumer, asks: "gateway" as const, port: 443 },
      managed && { consumer, asks: "cache" as const, port: 10_000 },
      // @azure/service-bus speaks AMQP over TLS unless it is told to use WebSockets.
      taskQueue.enabled && { consumer, asks: "queue" as const, port: 5671 },
      taskQueue.enabled && { consumer, asks: "Entra ID" as const, port: 443 },
    ]),
    modelStore.enabled && { consumer: "vllm", asks: "models", port: 443 },
    modelStore.enabled && { consumer: "vllm", asks: "Entra ID", port: 443 },
    !modelStore.enabled && { consumer: "vllm", asks: "Hugging Face", port: 443 },
    { consumer: "external-secrets", asks: "vault", port: 443 },
    { consumer: "external-secrets", asks: "Entra ID", port: 443 },
    // KEDA's scaler reads a queue's length over HTTPS (kedacore/keda#2117), a list's from Redis.
    taskQueue.enabled && { consumer: "keda-operator", asks: "queue", port: 443 },
    taskQueue.enabled && { consumer: "keda-operator", asks: "Entra ID", port: 443 },
    !taskQueue.enabled && managed && { consumer: "keda-operator", asks: "cache", port: 10_000 },
  ];
  return listed.filter((connection) => connection !== false);
}

const consumers: PeerName[] = ["ai-service", "agent-worker", "vllm", "external-secrets", "keda-operator"];
const servicesWithEndpoints: PrivateService[] = ["vault", "registry", "queue", "cache", "models"];
const places = { endpoint: "10.20.16.5", internet: "203.0.113.7" } as const;
/** Every port that a service has, and two that none has. */
const ports = [80, 443, 5671, 5672, 6379, 8500, 10_000];

/** Whether `service` can have an endpoint with these settings, as `stacks/conflicts/endpoints.ts` says. */
const canBePrivate = (service: PrivateService, { taskQueue, sessionStore, modelStore }: Settings): boolean =>
  ({
    vault: true,
    registry: true,
    queue: taskQueue.enabled,
    cache: sessionStore.kind === "managedRedis",
    models: modelStore.enabled,
  })[service];

function settingsOf(change: (settings: Settings) => void): Settings {
  const settings = structuredClone(loadSettings("prod", {}, () => true));
  settings.taskQueue.sku = "Premium";
  // The API server would be on the internet's port 443 too, and everybody would be let out there for its sake.
  settings.cluster.privateApiServer = true;
  change(settings);
  const { network } = settings;
  network.privateEndpoints = network.privateEndpoints.filter((service) => canBePrivate(service, settings));
  return settings;
}

/** The policies of our namespaces, as they are rendered. */
function rendered(settings: Settings): PolicyObject[] {
  const known = peers(settings);
  const namespaces = Object.values(namespaceNames(settings));
  const all = [
    ...namespaces.map((namespace) => defaultDeny(namespace, known)),
    ...policiesOf(known, flows(settings), namespaces),
  ];
  return all.map(({ name, namespace, spec }) => ({ metadata: { name, namespace }, spec }) as PolicyObject);
}

/** What the rendered policies let a consumer open, as `consumer → place port`. */
function allowed(settings: Settings): string[] {
  const known = peers(settings);
  const policies = rendered(settings);
  return consumers.flatMap((consumer) => {
    const peer = known[consumer];
    if (peer.kind !== "pods") return [];
    const from: End = { pod: consumer, namespace: peer.namespace, labels: peer.labels };
    return Object.entries(places).flatMap(([place, address]) =>
      ports.filter((port) => allows(policies, from, { address }, port)).map((port) => `${consumer} → ${place} ${port}`),
    );
  });
}

/** What the consumers need, each where it is. */
function needed(settings: Settings): string[] {
  const isPrivate = (asks: string) => settings.network.privateEndpoints.some((service) => service === asks);
  const lines = connections(settings).map(
    ({ consumer, asks, port }) => `${consumer} → ${isPrivate(asks) ? "endpoint" : "internet"} ${port}`,
  );
  return [...new Set(lines)];
}

const sorted = (lines: string[]) => [...lines].sort();

describe("each service, private and public: its consumers reach it where it is, and keep no way to where it is not", () => {
  const cases = servicesWithEndpoints.flatMap((service) => [
    { service, way: "private", privateEndpoints: [service] },
    { service, way: "public", privateEndpoints: servicesWithEndpoints.filter((other) => other !== service) },
  ]);
  test.each(cases)("$service, $way", ({ privateEndpoints }) => {
    const settings = settingsOf(({ network }) => (network.privateEndpoints = privateEndpoints));
    expect(sorted(allowed(settings))).toEqual(sorted(needed(settings)));
  });
});

test("a private Service Bus is measured at its endpoint: else the worker never scales", () => {
  const settings = settingsOf(({ network }) => (network.privateEndpoints = ["queue"]));
  expect(allowed(settings)).toContain("keda-operator → endpoint 443");
});

test("so for every set of private endpoints and every choice of stores", () => {
  const choices = fc.record({
    privateEndpoints: fc.subarray(servicesWithEndpoints),
    queue: fc.boolean(),
    managed: fc.boolean(),
    models: fc.boolean(),
  });
  fc.assert(
    fc.property(choices, ({ privateEndpoints, queue, managed, models }) => {
      const settings = settingsOf((s) => {
        s.network.privateEndpoints = privateEndpoints;
        s.taskQueue.enabled = queue;
        s.sessionStore.kind = managed ? "managedRedis" : "plain";
        s.modelStore.enabled = models;
      });
      expect(sorted(allowed(settings))).toEqual(sorted(needed(settings)));
    }),
  );
});

test("the internet is not our own networks, whatever addresses they have", () => {
  const settings = settingsOf(({ network }) => {
    network.addressSpace = "20.40.0.0/16";
    network.endpointSubnet = "20.40.16.0/26";
    network.privateEndpoints = [];
  });
  const { internet } = peers(settings);
  expect(internet).toMatchObject({ except: expect.arrayContaining(["20.40.0.0/16"]) });
});

test("names are asked at CoreDNS alone, because no pool has LocalDNS: with it every flow to dns would need 169.254.10.0/24 too", () => {
  expect(localDNSProfile.mode).toBe("Disabled");
  expect(peers(settingsOf(() => undefined)).dns).toEqual({
    kind: "pods",
    namespace: "kube-system",
    labels: { "k8s-app": "kube-dns" },
  });
});

test.each([
  ["the metadata service, where a pod would get the node's identity", "169.254.169.254"],
  ["Azure's own host, where a pod would get the node's extensions", "168.63.129.16"],
  ["LocalDNS, which no pool of ours has", "169.254.10.11"],
])("nobody of ours reaches %s", (_name, address) => {
  const settings = settingsOf(() => undefined);
  const policies = rendered(settings);
  const namespaces = Object.values(namespaceNames(settings));
  const open = Object.entries(peers(settings)).flatMap(([pod, peer]) => {
    if (peer.kind !== "pods" || !namespaces.includes(peer.namespace)) return [];
    const from: End = { pod, namespace: peer.namespace, labels: peer.labels };
    return [53, 80, 443, 32_526].filter((port) => allows(policies, from, { address }, port)).map(() => pod);
  });
  expect(open).toEqual([]);
});

import { loadSettings, type Settings } from "../../stacks";
import { flows } from "./flows";
import { peers } from "./peers";

const settingsOf = (stack: "dev" | "prod", change: (settings: Settings) => void = () => undefined): Settings => {
  const settings = structuredClone(loadSettings(stack, {}, () => true));
  change(settings);
  return settings;
};

/** The flows as lines, `from → to ports`. */
const lines = (settings: Settings) =>
  flows(settings).map(
    ({ from, to, ports }) =>
      `${from} → ${to} ${ports.map((port) => (typeof port === "number" ? port : `${port.port}/${port.protocol}`)).join(" ")}`,
  );

test.each<[string, Settings]>([
  ["dev", settingsOf("dev")],
  ["prod", settingsOf("prod")],
  ["prod without anything private", settingsOf("prod", (s) => (s.network.privateEndpoints = []))],
])("every flow of %s is between peers that there are", (_name, settings) => {
  const known = Object.keys(peers(settings));
  const strangers = flows(settings).flatMap(({ from, to }) => [from, to].filter((name) => !known.includes(name)));
  expect(strangers).toEqual([]);
});

describe("what is private is reached in the network, what is public on the internet", () => {
  test.each([
    ["vault", "external-secrets → private-endpoints 443"],
    ["cache", "ai-service → private-endpoints 10000"],
    ["models", "vllm → private-endpoints 443"],
  ] as const)("%s", (service, flow) => {
    expect(lines(settingsOf("prod"))).toContain(flow);
    const withPublic = settingsOf("prod", ({ network }) => {
      network.privateEndpoints = network.privateEndpoints.filter((privateEndpoint) => privateEndpoint !== service);
    });
    expect(lines(withPublic)).not.toContain(flow);
  });

  test("the queue of Premium", () => {
    const settings = settingsOf("prod", ({ network, taskQueue }) => {
      network.privateEndpoints.push("queue");
      taskQueue.sku = "Premium";
    });
    expect(lines(settings)).toContain("agent-worker → private-endpoints 5671");
  });

  test("the API server", () => {
    const settings = settingsOf("prod", ({ cluster }) => (cluster.privateApiServer = true));
    expect(peers(settings)["api-server"]).toEqual({ kind: "networks", cidrs: ["10.20.0.0/20"] });
    expect(peers(settingsOf("prod"))["api-server"]).toEqual(peers(settingsOf("prod")).internet);
  });
});

describe("KEDA measures the queue where it is", () => {
  test.each<[string, Settings, string]>([
    ["a list of the Redis in the cluster", settingsOf("dev"), "keda-operator → redis 6379"],
    ["Service Bus", settingsOf("prod"), "keda-operator → internet 443"],
    [
      "a list of Azure Managed Redis",
      settingsOf("prod", ({ taskQueue }) => (taskQueue.enabled = false)),
      "keda-operator → private-endpoints 10000",
    ],
  ])("%s", (_name, settings, flow) => expect(lines(settings)).toContain(flow));
});

describe("the edge", () => {
  const ofEdge = (settings: Settings) => lines(settings).filter((line) => /envoy|cert-manager|acme/.test(line));

  test("has no flow where there is none", () => expect(ofEdge(settingsOf("dev"))).toEqual([]));

  test("lets the authority's question through only where there is an authority", () => {
    const withAuthority = settingsOf(
      "prod",
      (s) => (s.edge = { ...s.edge, host: "chat.example.com", acmeEmail: "a@b.c" }),
    );
    const proof = ["cert-manager → internet 443 80", "cert-manager → envoy 10080", "envoy → acme-solver 8089"];
    for (const flow of proof) expect(lines(settingsOf("prod"))).not.toContain(flow);
    for (const flow of proof) expect(lines(withAuthority)).toContain(flow);
  });

  test("leads to the API's HTTP port alone", () => {
    expect(lines(settingsOf("prod")).filter((line) => line.includes("→ ai-service"))).toEqual([
      "prometheus → ai-service 8080",
      "envoy → ai-service 8080",
    ]);
  });
});

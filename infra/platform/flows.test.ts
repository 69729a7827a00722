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

test("the API server is asked on the internet, or in the nodes' subnet where it is private", () => {
  const settings = settingsOf("prod", ({ cluster }) => (cluster.privateApiServer = true));
  expect(peers(settings)["api-server"]).toEqual({ kind: "networks", cidrs: ["10.20.0.0/20"] });
  expect(peers(settingsOf("prod"))["api-server"]).toEqual(peers(settingsOf("prod")).internet);
});

test("KEDA measures a list in the cluster at its Redis", () => {
  expect(lines(settingsOf("dev"))).toContain("keda-operator → redis 6379");
});

test.each(["dev", "prod"] as const)("each pair of %s has one flow, with all of its ports", (stack) => {
  const pairs = flows(settingsOf(stack)).map(({ from, to }) => `${from} → ${to}`);
  expect(pairs).toEqual([...new Set(pairs)]);
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

  test("asks Entra ID for the keys of its tokens, where people log in, and nobody else", () => {
    const login = {
      tenantId: "11111111-2222-3333-4444-555555555555",
      clientId: "66666666-2222-3333-4444-555555555555",
      roles: [],
      groups: [],
    };
    const withLogin = settingsOf("prod", (s) => (s.edge = { ...s.edge, login }));
    expect(ofEdge(withLogin).filter((line) => !ofEdge(settingsOf("prod")).includes(line))).toEqual([
      "envoy → internet 443",
    ]);
  });

  test("leads to the API's HTTP port alone", () => {
    expect(lines(settingsOf("prod")).filter((line) => line.includes("→ ai-service"))).toEqual([
      "prometheus → ai-service 9464",
      "envoy → ai-service 8080",
    ]);
  });
});

import { registerObjects } from "../../../tests/support/kubernetes-objects";
import { CertManager, type CertManagerArgs } from "./cert-manager";
import { EnvoyGateway, type EnvoyGatewayArgs } from "./envoy-gateway";

const releaseType = "kubernetes:helm.sh/v3:Release";
const envoy = (changed: Partial<EnvoyGatewayArgs> = {}) =>
  registerObjects([releaseType], () => new EnvoyGateway("envoy-gateway", { namespace: "edge", ...changed }));
const certManager = (changed: Partial<CertManagerArgs> = {}) =>
  registerObjects([releaseType], () => new CertManager("cert-manager", { namespace: "edge", ...changed }));

test("G4: Envoy Gateway comes by its chart, at one version", async () => {
  expect.assertions(1);
  expect((await envoy()).object(releaseType)).toMatchObject({
    name: "envoy-gateway",
    namespace: "edge",
    chart: "oci://docker.io/envoyproxy/gateway-helm",
    version: "v1.9.1",
  });
});

test("G4: cert-manager comes by its chart, at one version, with its definitions", async () => {
  expect.assertions(2);
  const release = (await certManager()).object(releaseType);
  expect(release).toMatchObject({ name: "cert-manager", namespace: "edge", chart: "cert-manager", version: "v1.21.2" });
  expect(release.values.crds).toEqual({ enabled: true });
});

test("a controller of Envoy Gateway goes one at a time", async () => {
  expect.assertions(1);
  expect((await envoy()).object(releaseType).values.podDisruptionBudget).toEqual({
    maxUnavailable: 1,
    unhealthyPodEvictionPolicy: "AlwaysAllow",
  });
});

test("cert-manager answers challenges through a Gateway and keeps its lease with itself", async () => {
  expect.assertions(2);
  const { config, global } = (await certManager()).object(releaseType).values;
  expect(config).toMatchObject({ kind: "ControllerConfiguration", enableGatewayAPI: true });
  expect(global.leaderElection).toEqual({ namespace: "edge" });
});

test("both run on the CPU pool, before the app", async () => {
  expect.assertions(4);
  const { deployment, certgen } = (await envoy()).object(releaseType).values;
  expect(deployment).toMatchObject({
    priorityClassName: "breakwater-platform",
    pod: { nodeSelector: { "breakwater.dev/pool": "cpu" } },
  });
  expect(certgen.job.nodeSelector).toEqual({ "breakwater.dev/pool": "cpu" });
  const { global, ...parts } = (await certManager()).object(releaseType).values;
  expect(global.priorityClassName).toBe("breakwater-platform");
  const pods = [parts, parts.webhook, parts.cainjector, parts.startupapicheck];
  expect(pods.map(({ nodeSelector }) => nodeSelector)).toEqual(Array(4).fill({ "breakwater.dev/pool": "cpu" }));
});

test.each<[string, () => Promise<unknown>, string]>([
  ["no controller", () => envoy({ replicas: 0 }), "replicas: 0 must be an integer from 1 to 3"],
  ["a namespace that is no label", () => envoy({ namespace: "Edge" }), 'namespace: "Edge" must be a DNS label'],
  ["no webhook", () => certManager({ webhookReplicas: 0 }), "webhookReplicas: 0 must be an integer from 1 to 3"],
  ["a namespace of upper case", () => certManager({ namespace: "Edge" }), 'namespace: "Edge" must be a DNS label'],
])("refuses %s", async (_case, registration, message) => {
  expect.assertions(1);
  await expect(registration()).rejects.toThrow(message);
});

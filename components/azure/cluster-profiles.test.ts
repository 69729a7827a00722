import { clusterOf, register } from "../../tests/support/aks-cluster";

const workspace = "/subscriptions/1/workspaces/log-test";

test.each([
  ["Free", "KubernetesOfficial", false],
  ["Standard", "KubernetesOfficial", true],
  ["Premium", "AKSLongTermSupport", true],
] as const)("the tier %s: support plan %s, cost analysis %s", async (tier, supportPlan, enabled) => {
  expect.assertions(1);
  expect((await clusterOf({ tier })).inputs).toMatchObject({
    sku: { name: "Base", tier },
    supportPlan,
    metricsProfile: { costAnalysis: { enabled } },
  });
});

describe("the API server", () => {
  test("is open to all networks unless told otherwise, with one way to run commands", async () => {
    expect.assertions(1);
    expect((await clusterOf()).inputs["apiServerAccessProfile"]).toEqual({
      authorizedIPRanges: [],
      enablePrivateCluster: false,
      disableRunCommand: true,
    });
  });

  test("lets in those who are named", async () => {
    expect.assertions(1);
    const authorizedIpRanges = ["203.0.113.7", "198.51.100.0/24"];
    expect((await clusterOf({ authorizedIpRanges })).inputs["apiServerAccessProfile"]).toMatchObject({
      authorizedIPRanges: authorizedIpRanges,
    });
  });

  test("is private with a name that Azure keeps, and commands by Azure for who has no VPN", async () => {
    expect.assertions(1);
    expect((await clusterOf({ privateApiServer: true })).inputs["apiServerAccessProfile"]).toEqual({
      authorizedIPRanges: [],
      enablePrivateCluster: true,
      privateDNSZone: "system",
      enablePrivateClusterPublicFQDN: true,
      disableRunCommand: false,
    });
  });
});

test.each([
  ["loadBalancer", "loadBalancer"],
  ["natGateway", "userAssignedNATGateway"],
] as const)("nodes leave by %s, which AKS calls %s", async (egress, outboundType) => {
  expect.assertions(1);
  expect((await clusterOf({ egress })).inputs["networkProfile"]).toMatchObject({ outboundType });
});

test.each([
  ["10.0.0.0/16", "10.0.0.10"],
  ["10.0.4.0/22", "10.0.4.10"],
  ["172.16.0.0/13", "172.16.0.10"],
])("the DNS of the Services %s is their tenth address", async (serviceCidr, dnsServiceIP) => {
  expect.assertions(1);
  expect((await clusterOf({ serviceCidr })).inputs["networkProfile"]).toMatchObject({ serviceCidr, dnsServiceIP });
});

test("unused images go once a week, or as told", async () => {
  expect.assertions(2);
  const cleanerOf = async (imageCleanerHours?: number) =>
    (await clusterOf({ imageCleanerHours })).inputs["securityProfile"].imageCleaner;
  expect(await cleanerOf()).toEqual({ enabled: true, intervalHours: 168 });
  expect(await cleanerOf(24)).toEqual({ enabled: true, intervalHours: 24 });
});

test("E5: VPA is AKS's own, KEDA is not: it comes by its chart", async () => {
  expect.assertions(1);
  expect((await clusterOf()).inputs["workloadAutoScalerProfile"]).toEqual({
    keda: { enabled: false },
    verticalPodAutoscaler: { enabled: true },
  });
});

describe("A4: add-ons", () => {
  test("are switched off in so many words", async () => {
    expect.assertions(3);
    const { inputs } = await clusterOf();
    expect(inputs["addonProfiles"]).toEqual({ azurepolicy: { enabled: false }, omsagent: { enabled: false } });
    expect(inputs["securityProfile"].defender).toEqual({ securityMonitoring: { enabled: false } });
    expect((await register()).listed.filter((name) => name.startsWith("DataCollection"))).toEqual([]);
  });

  test("Azure Policy, Defender and Azure Monitor are on where asked for, and no node holds a key", async () => {
    expect.assertions(2);
    const { inputs } = await clusterOf({ azurePolicy: true, defender: true, logWorkspaceId: workspace });
    expect(inputs["addonProfiles"]).toEqual({
      azurepolicy: { enabled: true, config: { version: "v2" } },
      omsagent: { enabled: true, config: { logAnalyticsWorkspaceResourceID: workspace, useAADAuth: "true" } },
    });
    expect(inputs["securityProfile"].defender).toEqual({
      securityMonitoring: { enabled: true },
      logAnalyticsWorkspaceResourceId: workspace,
    });
  });

  test("a rule under the agent's own name says which logs go to the workspace", async () => {
    expect.assertions(4);
    const { resource } = await register({ logWorkspaceId: workspace });
    const rule = resource("azure-native:monitor:DataCollectionRule").inputs;
    expect(rule["destinations"]).toEqual({
      logAnalytics: [{ name: "workspace", workspaceResourceId: workspace }],
    });
    expect(rule["dataFlows"][0].streams).toEqual(rule["dataSources"].extensions[0].streams);
    expect(resource("azure-native:monitor:DataCollectionRuleAssociation").inputs).toMatchObject({
      associationName: "ContainerInsightsExtension",
      resourceUri: expect.stringMatching(/\/aks$/),
      dataCollectionRuleId: expect.stringMatching(/aks-logs$/),
    });
    expect(resource("azure-native:monitor:DiagnosticSetting").inputs).toMatchObject({
      resourceUri: expect.stringMatching(/aks-logs$/),
      logs: [{ category: "LogErrors", enabled: true }],
    });
  });
});

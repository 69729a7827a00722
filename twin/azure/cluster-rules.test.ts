import { answerTo, stateWith } from "./testing/samples";

test.each<[what: string, apiServerAccessProfile: Record<string, unknown>, code: string]>([
  ["ranges for a public server", { authorizedIPRanges: ["203.0.113.7"] }, "taken"],
  ["no ranges for a private one", { enablePrivateCluster: true, authorizedIPRanges: [] }, "taken"],
  ["ranges for a private one", { enablePrivateCluster: true, authorizedIPRanges: ["203.0.113.7"] }, "BadRequest"],
  ["201 ranges", { authorizedIPRanges: Array<string>(201).fill("203.0.113.7") }, "InvalidParameter"],
])("%s", (_, apiServerAccessProfile, code) => {
  expect(answerTo("ManagedCluster", { apiServerAccessProfile: apiServerAccessProfile as never })[0]).toBe(code);
});

test("a cluster stays as private as it was made", () => {
  const state = stateWith("ResourceGroup", "ManagedCluster");
  const changed = { apiServerAccessProfile: { enablePrivateCluster: true } };
  expect(answerTo("ManagedCluster", changed, state, "ManagedCluster")).toEqual([
    "PropertyChangeNotAllowed",
    "apiServerAccessProfile.enablePrivateCluster",
  ]);
});

test.each([
  ["Free", "KubernetesOfficial", "taken"],
  ["Standard", "AKSLongTermSupport", "InvalidSupportPlan"],
  ["Premium", "AKSLongTermSupport", "taken"],
  ["Premium", "KubernetesOfficial", "InvalidSupportPlan"],
])("the tier %s with the support plan %s: %s", (tier, supportPlan, code) => {
  expect(answerTo("ManagedCluster", { sku: { name: "Base", tier }, supportPlan })[0]).toBe(code);
});

test.each([
  ["Free", "InvalidParameter"],
  ["Standard", "taken"],
])("cost analysis on %s: %s", (tier, code) => {
  const metricsProfile = { costAnalysis: { enabled: true } };
  expect(answerTo("ManagedCluster", { sku: { name: "Base", tier }, metricsProfile })[0]).toBe(code);
});

test("Defender needs a workspace", () => {
  const defender = { securityMonitoring: { enabled: true } };
  expect(answerTo("ManagedCluster", { securityProfile: { defender } })).toEqual([
    "InvalidParameter",
    "securityProfile.defender.logAnalyticsWorkspaceResourceId",
  ]);
});

test("a cluster that leaves by a NAT gateway finds one on its subnet", () => {
  const state = stateWith("ResourceGroup", "VirtualNetwork", "Subnet", "PublicIPAddress", "NatGateway");
  const idOf = (name: string) => [...state.resources.values()].find(({ madeBy }) => madeBy === name)!.id;
  const pool = { name: "system1", mode: "System", vmSize: "Standard_D4s_v5", count: 1, vnetSubnetID: idOf("Subnet") };
  const networkProfile = { outboundType: "userAssignedNATGateway" };
  const cluster = () => answerTo("ManagedCluster", { networkProfile, agentPoolProfiles: [pool] }, state)[0];
  expect(cluster()).toBe("ExistingNatGatewayNotAssociatedWithSubnet");
  answerTo("Subnet", { natGateway: { id: idOf("NatGateway") } }, state, "Subnet");
  expect(cluster()).toBe("taken");
});

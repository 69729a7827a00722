import { parse } from "yaml";
import type { JsonObject } from "@breakwater/plan-views";
import { call, newResource } from ".";
import type { AzureState } from ".";
import { answerTo, sample, stateWith, without } from "./testing/samples";

const systemPool = { name: "system1", mode: "System", vmSize: "Standard_D4s_v5", count: 1 };

describe("a node pool", () => {
  test.each<[what: string, changes: JsonObject, target: string | undefined]>([
    ["scales from 0", { enableAutoScaling: true, minCount: 0, maxCount: 3, count: 1 }, undefined],
    ["has bounds only when it scales", { minCount: 0, maxCount: 3 }, "minCount"],
    ["needs both bounds to scale", { enableAutoScaling: true, maxCount: 3 }, "minCount"],
    ["has its bounds in order", { enableAutoScaling: true, minCount: 4, maxCount: 3 }, "minCount"],
    ["has its count between the bounds", { enableAutoScaling: true, minCount: 0, maxCount: 3, count: 4 }, "count"],
    ["has at most 1000 nodes", { count: 1001 }, "count"],
    ["has whole nodes", { count: 0.5 }, "count"],
    ["takes 10 pods a node at least", { maxPods: 9 }, "maxPods"],
    ["takes 250 pods a node at most", { maxPods: 251 }, "maxPods"],
    ["takes as many pods a node as it says", { maxPods: 10 }, undefined],
    ["has at least one node in system mode", { mode: "System", count: 0 }, "count"],
    ["is no spot pool in system mode", { mode: "System", scaleSetPriority: "Spot" }, "scaleSetPriority"],
    ["has taints of the form key=value:effect", { nodeTaints: ["sku=gpu:NoSchedule", "sku=gpu"] }, "nodeTaints"],
    [
      "cannot keep ephemeral disks of stopped nodes",
      { osDiskType: "Ephemeral", scaleDownMode: "Deallocate" },
      "scaleDownMode",
    ],
  ])("%s", (_, changes, target) => {
    expect(answerTo("AgentPool", changes)).toEqual(
      target === undefined ? ["taken", undefined] : ["InvalidParameter", target],
    );
  });

  // learn.microsoft.com/azure/aks/concepts-storage#default-os-disk-sizing-in-aks
  test.each<[what: string, changes: JsonObject, disk: JsonObject]>([
    ["by the vCPUs", { vmSize: "Standard_D4s_v5" }, { osDiskSizeGB: 128, osDiskType: "Managed" }],
    ["of more vCPUs", { vmSize: "Standard_D64s_v5" }, { osDiskSizeGB: 1024, osDiskType: "Managed" }],
    ["on the host", { vmSize: "Standard_D8ds_v5" }, { osDiskSizeGB: 300, osDiskType: "Ephemeral" }],
    ["of its own size", { vmSize: "Standard_D4s_v5", osDiskSizeGB: 200 }, { osDiskSizeGB: 200, osDiskType: "Managed" }],
  ])("that does not say its OS disk gets one %s", (_, changes, disk) => {
    const { token, inputs } = sample("AgentPool", changes);
    expect(newResource(token, "AgentPool", inputs).state).toMatchObject(disk);
  });

  test("of a size that is not known gets no OS disk that somebody guessed", () => {
    const { token, inputs } = sample("AgentPool", { vmSize: "Standard_HB120rs_v3" });
    expect(newResource(token, "AgentPool", inputs).state).not.toHaveProperty("osDiskSizeGB");
  });

  // learn.microsoft.com/azure/aks/concepts-network-ip-address-planning#maximum-pods-per-node
  test.each<[what: string, networkProfile: JsonObject, pods: number]>([
    ["overlay", { networkPlugin: "azure", networkPluginMode: "overlay" }, 250],
    ["kubenet", { networkPlugin: "kubenet" }, 110],
    ["nodes' subnet", { networkPlugin: "azure" }, 30],
  ])("takes as many pods a node as its cluster's network gives: %s", (_, networkProfile, pods) => {
    const state = stateWith("ResourceGroup");
    const cluster = sample("ManagedCluster", { networkProfile });
    const made = newResource(cluster.token, "ManagedCluster", cluster.inputs, state).state;
    expect(made).toMatchObject({ agentPoolProfiles: [{ name: "system1", maxPods: pods }] });
    const { token, inputs } = sample("AgentPool");
    expect(newResource(token, "AgentPool", inputs, state).state).toMatchObject({ maxPods: pods });
    expect(newResource(token, "other", { ...inputs, agentPoolName: "gpu2", maxPods: 60 }, state).state).toMatchObject({
      maxPods: 60,
    });
  });

  test("stands in a subnet that is there", () => {
    const network = "/subscriptions/0/resourceGroups/rg-shop/providers/Microsoft.Network/virtualNetworks/vnet-shop";
    const state = stateWith("ResourceGroup", "VirtualNetwork", "Subnet", "ManagedCluster");
    const real = [...state.resources.values()].find(({ madeBy }) => madeBy === "Subnet")!.id;
    expect(answerTo("AgentPool", { vnetSubnetID: real }, state)[0]).toBe("taken");
    expect(answerTo("AgentPool", { vnetSubnetID: `${network}/subnets/none` }, state)).toEqual([
      "ResourceNotFound",
      "vnetSubnetID",
    ]);
    expect(answerTo("AgentPool", { vnetSubnetID: "snet-nodes" })).toEqual(["LinkedInvalidPropertyId", "vnetSubnetID"]);
  });
});

describe("a cluster", () => {
  test.each<[what: string, changes: JsonObject, code: string, target: string]>([
    [
      "has a system pool",
      { agentPoolProfiles: [{ ...systemPool, mode: "User" }] },
      "MustDefineAtLeastOneSystemPool",
      "agentPoolProfiles",
    ],
    [
      "has pools with names of pools",
      { agentPoolProfiles: [{ ...systemPool, name: "System-1" }] },
      "InvalidParameter",
      "agentPoolProfiles[0].name",
    ],
    [
      "has pools that would be taken on their own",
      { agentPoolProfiles: [{ ...systemPool, count: 0 }] },
      "InvalidParameter",
      "agentPoolProfiles[0].count",
    ],
    ["has a DNS prefix", { dnsPrefix: null }, "InvalidParameter", "dnsPrefix"],
    ["has a DNS prefix of at most 54 characters", { dnsPrefix: "x".repeat(55) }, "InvalidParameter", "dnsPrefix"],
    ["closes local accounts only with Entra ID", { disableLocalAccounts: true }, "BadRequest", "disableLocalAccounts"],
    [
      "has Workload Identity only with its issuer",
      { securityProfile: { workloadIdentity: { enabled: true } } },
      "BadRequest",
      "oidcIssuerProfile.enabled",
    ],
    [
      "keeps Services and pods apart",
      { networkProfile: { serviceCidr: "10.0.0.0/16", podCidr: "10.0.128.0/17" } },
      "ServiceCidrOverlapExistingSubnetsCidr",
      "networkProfile.serviceCidr",
    ],
    [
      "has its DNS among the Services",
      { networkProfile: { serviceCidr: "10.0.0.0/16", dnsServiceIP: "10.1.0.10" } },
      "InvalidDNSServiceIP",
      "networkProfile.dnsServiceIP",
    ],
  ])("%s", (_, changes, code, target) => {
    expect(answerTo("ManagedCluster", changes)).toEqual([code, target]);
  });

  test("has an identity", () => {
    const { token, inputs } = sample("ManagedCluster");
    expect(() => newResource(token, "shop", without(inputs, "identity"))).toThrow(
      /^InvalidParameter: Required parameter servicePrincipalProfile is missing/,
    );
  });

  test("keeps the VM size of an inline pool", () => {
    const state = stateWith("ResourceGroup", "ManagedCluster");
    const changed = sample("ManagedCluster", { agentPoolProfiles: [{ ...systemPool, vmSize: "Standard_D8s_v5" }] });
    expect(() => newResource(changed.token, "ManagedCluster", changed.inputs, state)).toThrow(
      /^PropertyChangeNotAllowed/,
    );
  });
});

describe("a kubeconfig", () => {
  const of = (kind: "User" | "Admin", state?: AzureState): { kubeconfigs: { name: string; value: string }[] } =>
    call(
      `azure-native:containerservice:listManagedCluster${kind}Credentials`,
      { resourceGroupName: "rg-shop", resourceName: "aks-shop" },
      state,
    ) as never;
  const decoded = (kind: "User" | "Admin", state?: AzureState): string =>
    Buffer.from(of(kind, state).kubeconfigs[0]!.value, "base64").toString();

  const stateOf = (changes: JsonObject): AzureState => {
    const state = stateWith("ResourceGroup");
    const { token, inputs } = sample("ManagedCluster", changes);
    newResource(token, "aks", inputs, state);
    return state;
  };

  test("for users signs in by kubelogin, with a device code as Azure hands it out", () => {
    const config = parse(decoded("User", stateOf({ aadProfile: { managed: true } }))) as {
      users: [{ user: { exec: { command: string; args: string[] } } }];
    };
    expect(config.users[0].user.exec.command).toBe("kubelogin");
    expect(config.users[0].user.exec.args.join(" ")).toMatch(
      /^get-token .*--server-id 6dae42f8-4368-4678-94ff-3960e28e3630 .*--login devicecode$/,
    );
  });

  test("names the address that the cluster has", () => {
    const state = stateOf({});
    const { fqdn } = newResource(sample("ManagedCluster").token, "aks", sample("ManagedCluster").inputs, state).state;
    expect(decoded("User", state)).toContain(`server: https://${String(fqdn)}:443`);
  });

  test("for the administrator is refused where local accounts are off", () => {
    expect(decoded("Admin", stateOf({}))).toContain("client-certificate-data");
    const closed = stateOf({ aadProfile: { managed: true }, disableLocalAccounts: true });
    expect(() => of("Admin", closed)).toThrow(/^BadRequest: Getting static credential is not allowed/);
    expect(() => of("User", closed)).not.toThrow();
  });

  test("of a cluster that is not there is refused, and without a state it is any cluster's", () => {
    expect(() => of("User", stateWith("ResourceGroup"))).toThrow(/^ResourceNotFound/);
    expect(decoded("User")).toContain("name: aks-shop");
  });
});

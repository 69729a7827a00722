import { parse } from "yaml";
import { settled } from "../../tests/support/recorded-mocks";
import type { AksClusterArgs } from "./aks-cluster";
import { roleIds } from "./roles";
import { args, clusterOf, guid, register } from "../../tests/support/aks-cluster";

const cluster = "azure-native:containerservice:ManagedCluster";
const identity = "azure-native:managedidentity:UserAssignedIdentity";
const role = "azure-native:authorization:RoleAssignment";

describe("A1: the system pool", () => {
  test("is the only inline one, and takes critical add-ons only", async () => {
    expect.assertions(1);
    expect((await clusterOf()).inputs["agentPoolProfiles"]).toEqual([
      {
        name: "system1",
        mode: "System",
        type: "VirtualMachineScaleSets",
        osType: "Linux",
        osSKU: "Ubuntu",
        vmSize: "Standard_D4s_v5",
        enableEncryptionAtHost: false,
        count: 3,
        vnetSubnetID: "/subscriptions/1/subnets/snet-nodes",
        availabilityZones: ["1", "2", "3"],
        nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
        nodeLabels: { "breakwater.dev/pool": "system" },
        upgradeSettings: { maxSurge: "33%" },
        localDNSProfile: { mode: "Disabled" },
        tags: { product: "breakwater" },
      },
    ]);
  });

  test("has nothing ignored where the cluster is made", async () => {
    expect.assertions(1);
    expect((await clusterOf()).options.ignoreChanges).toEqual([]);
  });

  test("has no zones where none are named", async () => {
    expect.assertions(1);
    const { inputs } = await clusterOf({ systemPool: { ...args.systemPool, zones: [] } });
    expect(inputs["agentPoolProfiles"][0]).not.toHaveProperty("availabilityZones");
  });
});

test("A3: the Cluster Autoscaler is set up for bursts and removes what is under-used for 10 minutes", async () => {
  expect.assertions(1);
  expect((await clusterOf()).inputs["autoScalerProfile"]).toMatchObject({
    scanInterval: "20s",
    scaleDownDelayAfterAdd: "10m",
    scaleDownUnneededTime: "10m",
    balanceSimilarNodeGroups: "true",
    skipNodesWithLocalStorage: "false",
  });
});

describe("A4: who may do what", () => {
  test("Entra ID, Azure RBAC, Workload Identity and its issuer are on, local accounts off", async () => {
    expect.assertions(1);
    expect((await clusterOf()).inputs).toMatchObject({
      disableLocalAccounts: true,
      enableRBAC: true,
      aadProfile: { managed: true, enableAzureRBAC: true, tenantID: guid, adminGroupObjectIDs: [guid] },
      oidcIssuerProfile: { enabled: true },
      securityProfile: { workloadIdentity: { enabled: true } },
    });
  });

  test("local accounts stay where they are wanted", async () => {
    expect.assertions(1);
    expect((await clusterOf({ localAccounts: true })).inputs["disableLocalAccounts"]).toBe(false);
  });

  test("whoever deploys administers this cluster, whatever it is", async () => {
    expect.assertions(2);
    const { inputs } = (await register({ deployerPrincipalType: "ServicePrincipal" })).resource(role, "aks-deployer");
    expect(inputs).toMatchObject({ principalId: guid, principalType: "ServicePrincipal" });
    expect([inputs["scope"], inputs["roleDefinitionId"]]).toEqual([
      expect.stringMatching(/\/aks$/),
      expect.stringContaining(roleIds.aksRbacClusterAdmin),
    ]);
  });

  test("another deployer gets the role before the former one loses it", async () => {
    expect.assertions(1);
    const { options } = (await register({ deployerPrincipalType: "Group" })).resource(role, "aks-deployer");
    expect(options.deleteBeforeReplace).toBe(false);
  });

  test("the cluster may use its subnet before it asks for it", async () => {
    expect.assertions(2);
    const { resource } = await register();
    expect(resource(role, "aks-subnet").inputs).toMatchObject({
      principalId: "id-aks-test-principal",
      principalType: "ServicePrincipal",
      scope: "/subscriptions/1/subnets/snet-nodes",
    });
    expect(resource(cluster).options.dependencies).toContain("aks-subnet");
  });
});

test("protection is the cluster's and its identity's, and no grant's: that must stay replaceable", async () => {
  expect.assertions(1);
  const { resource } = await register({}, false, { protect: true });
  const isProtected = (type: Parameters<typeof resource>[0], name?: string) => resource(type, name).options.protect;
  expect([isProtected(cluster), isProtected(identity), isProtected(role, "aks-subnet")]).toEqual([true, true, false]);
});

test("pods have an overlay network on Cilium, and DNS the tenth address of the Services' network", async () => {
  expect.assertions(1);
  expect((await clusterOf({ serviceCidr: "10.7.8.0/22" })).inputs["networkProfile"]).toMatchObject({
    networkPlugin: "azure",
    networkPluginMode: "overlay",
    networkDataplane: "cilium",
    networkPolicy: "cilium",
    podCidr: "10.244.0.0/16",
    serviceCidr: "10.7.8.0/22",
    dnsServiceIP: "10.7.8.10",
  });
});

describe("a cluster that is there", () => {
  /** The cluster as Azure answers it: with all its pools by name, and a system pool that somebody made larger. */
  async function inAzure(changed: Partial<AksClusterArgs> = {}) {
    const { inputs } = await clusterOf();
    const [system] = inputs["agentPoolProfiles"];
    const living = {
      ...inputs,
      identity: {
        type: "UserAssigned",
        userAssignedIdentities: { [inputs["identity"].userAssignedIdentities[0]]: {} },
      },
      agentPoolProfiles: [
        { name: "cpu1", mode: "User", count: 9, minCount: 2, maxCount: 20, orchestratorVersion: "1.35" },
        { ...system, count: 5, orchestratorVersion: "1.35", osDiskSizeGB: 128, maxPods: 250 },
      ],
      powerState: { code: "Running" },
      currentKubernetesVersion: "1.35.2",
    };
    return (await register(changed, false, {}, living)).resource(cluster);
  }

  test("is left alone while Azure has all that is declared", async () => {
    expect.assertions(1);
    expect((await inAzure()).options.ignoreChanges).toEqual(["*"]);
  });

  test.each<[string, Partial<AksClusterArgs>]>([
    ["another version", { kubernetesVersion: "1.36" }],
    ["another range", { authorizedIpRanges: ["203.0.113.7"] }],
    ["an add-on", { azurePolicy: true }],
    ["a tag less", { tags: {} }],
    ["another tier", { tier: "Premium" }],
    ["a group less", { adminGroupObjectIds: [] }],
    ["the system pool's labels, zones or size", { systemPool: { ...args.systemPool, vmSize: "Standard_D8s_v5" } }],
  ])(
    "is sent all of it with %s: each pool in Azure's order, its own with the nodes that it has, and no version",
    async (_case, changed) => {
      expect.assertions(3);
      const { inputs, options } = await inAzure(changed);
      expect(options.ignoreChanges).toEqual([]);
      expect(inputs["agentPoolProfiles"]).toEqual([
        { name: "cpu1", mode: "User", minCount: 2, maxCount: 20 },
        expect.objectContaining({ name: "system1", count: 5, nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"] }),
      ]);
      expect(inputs["agentPoolProfiles"][1]).not.toHaveProperty("orchestratorVersion");
    },
  );

  test("gets a system pool of another name beside what it has, for Azure to judge", async () => {
    expect.assertions(1);
    const { inputs } = await inAzure({ systemPool: { ...args.systemPool, name: "system2", count: 3 } });
    expect(inputs["agentPoolProfiles"]).toMatchObject([
      { name: "cpu1" },
      { name: "system1", mode: "System" },
      { name: "system2", count: 3 },
    ]);
  });
});

describe("outputs", () => {
  test("the kubeconfig is a secret and asks nobody for a code", async () => {
    expect.assertions(3);
    const { component, asked } = await register({ kubeloginMode: "workloadidentity" });
    const { value, secret } = await settled(component.kubeconfig);
    expect(secret).toBe(true);
    expect(parse(value!).users[0].user.exec.args).toEqual(expect.arrayContaining(["--login", "workloadidentity"]));
    expect(asked).toEqual([{ resourceGroupName: "rg", resourceName: "aks-test", format: "exec" }]);
  });

  test("issuer and kubelet identity are what Azure reports", async () => {
    expect.assertions(2);
    const { component } = await register();
    expect((await settled(component.oidcIssuerUrl)).value).toBe("https://issuer.example/1/");
    expect((await settled(component.kubeletObjectId)).value).toBe("kubelet-object");
  });

  test("in a preview all of them are unknown, and Azure is asked for no credentials", async () => {
    expect.assertions(5);
    const { component, asked } = await register({}, true);
    for (const output of ["oidcIssuerUrl", "kubeletObjectId", "kubeconfig", "clusterName"] as const) {
      expect((await settled(component[output])).unknown).toBe(true);
    }
    expect(asked).toEqual([]);
  });
});

describe("refuses", () => {
  test.each<[string, Partial<AksClusterArgs>, string]>([
    ["a name that is no DNS prefix", { clusterName: "aks_test" }, "clusterName"],
    ["a patch version", { kubernetesVersion: "1.35.2" }, "kubernetesVersion"],
    ["an unknown tier", { tier: "Gold" as "Free" }, "tier"],
    ["a group by its name", { adminGroupObjectIds: [guid, "admins"] }, "adminGroupObjectIds[1]"],
    ["a deployer by name", { deployerObjectId: "me" }, "deployerObjectId"],
    ["a deployer of no known kind", { deployerPrincipalType: "Team" as "User" }, "deployerPrincipalType"],
    ["too large a network for Services", { serviceCidr: "10.0.0.0/12" }, "serviceCidr"],
    ["a pod network without a prefix", { podCidr: "10.244.0.0" }, "podCidr"],
    ["a pod network by another address than its first", { podCidr: "10.244.0.1/16" }, "podCidr"],
    ["a network for Services in the same way", { serviceCidr: "10.0.5.0/22" }, "serviceCidr"],
    [
      "a network of the API server's users in the same way",
      { authorizedIpRanges: ["203.0.113.7/24"] },
      "authorizedIpRanges[0]",
    ],
    ["an empty system pool", { systemPool: { ...args.systemPool, count: 0 } }, "systemPool.count"],
    ["a long pool name", { systemPool: { ...args.systemPool, name: "systempool0001" } }, "systemPool.name"],
    ["a channel that leaves the version", { upgradeChannel: "rapid" as "patch" }, "upgradeChannel"],
    ["images that are never cleaned", { imageCleanerHours: 23 }, "imageCleanerHours"],
    ["a host that may reach the API server", { authorizedIpRanges: ["ci.example.com"] }, "authorizedIpRanges[0]"],
    [
      "ranges for a private API server",
      { privateApiServer: true, authorizedIpRanges: ["203.0.113.7"] },
      "authorizedIpRanges",
    ],
    ["201 ranges", { authorizedIpRanges: Array<string>(201).fill("203.0.113.7") }, "authorizedIpRanges"],
    ["Defender without a workspace", { defender: true }, "defender"],
    ["another way out", { egress: "firewall" as "natGateway" }, "egress"],
    ["an unknown day", { maintenance: { day: "Someday" as "Monday", startHour: 0, hours: 4 } }, "maintenance.day"],
    ["an hour after midnight", { maintenance: { day: "Monday", startHour: 24, hours: 4 } }, "maintenance.startHour"],
    ["a window too short", { maintenance: { day: "Monday", startHour: 0, hours: 3 } }, "maintenance.hours"],
    ["an unknown login", { kubeloginMode: "devicecode" as "spn" }, "kubeloginMode"],
  ])("%s", async (_case, changed, propertyPath) => {
    expect.assertions(1);
    await expect(register(changed)).rejects.toMatchObject({ errors: [{ propertyPath }] });
  });
});

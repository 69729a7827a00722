import { clusterOf, clustersOf } from "./cluster";
import type { Properties } from "./resource";
import { resource, withUnknown } from "./testing/resources";

const cluster = (props: Properties) =>
  resource("azure-native:containerservice:ManagedCluster", { resourceName: "aks-shop", ...props });

test("a cluster as it is declared", () => {
  const declared = cluster({
    location: "koreacentral",
    kubernetesVersion: "1.35",
    sku: { name: "Base", tier: "Standard" },
    nodeResourceGroup: "rg-nodes",
    networkProfile: {
      podCidr: "10.244.0.0/16",
      networkPlugin: "azure",
      networkPolicy: "cilium",
      networkDataplane: "cilium",
    },
    supportPlan: "KubernetesOfficial",
    oidcIssuerProfile: { enabled: true },
    securityProfile: { workloadIdentity: { enabled: true } },
    workloadAutoScalerProfile: { keda: { enabled: true } },
    aadProfile: { managed: true, enableAzureRBAC: true },
    disableLocalAccounts: true,
    servicePrincipalProfile: { clientId: "0a51ea5b" },
    autoScalerProfile: { expander: "least-waste" },
  });
  expect(clusterOf([resource("kubernetes:core/v1:Namespace", {}), declared])).toMatchObject({
    resource: declared,
    title: 'Cluster "aks-shop"',
    location: "koreacentral",
    kubernetesVersion: "1.35",
    tier: "Standard",
    nodeResourceGroup: "rg-nodes",
    podCidr: "10.244.0.0/16",
    networkPlugin: "azure",
    networkPolicy: "cilium",
    networkDataplane: "cilium",
    supportPlan: "KubernetesOfficial",
    oidcIssuer: true,
    workloadIdentity: true,
    kedaAddon: true,
    azureRbac: true,
    localAccounts: false,
    servicePrincipal: "0a51ea5b",
    autoScalerProfile: { expander: "least-waste" },
  });
});

test("one that says nothing is of the free tier, and the rest is AKS's choice", () => {
  expect(clusterOf([cluster({})])).toMatchObject({
    location: undefined,
    kubernetesVersion: undefined,
    tier: "Free",
    nodeResourceGroup: undefined,
    podCidr: undefined,
    networkPlugin: undefined,
    networkPolicy: undefined,
    networkDataplane: undefined,
    supportPlan: undefined,
    oidcIssuer: false,
    workloadIdentity: false,
    kedaAddon: false,
    azureRbac: false,
    localAccounts: true,
    servicePrincipal: undefined,
    autoScalerProfile: undefined,
  });
  expect(clustersOf([])).toEqual([]);
  expect(clusterOf([])).toBeUndefined();
  const two = ["first", "second"].map((name) => cluster({ resourceName: name }));
  expect(clusterOf(two)?.resource).toBe(two[0]);
});

test("a cluster with an identity of its own has no service principal", () => {
  expect(clusterOf([cluster({ servicePrincipalProfile: { clientId: "msi" } })])?.servicePrincipal).toBeUndefined();
});

test("a wrong value is said, and one that is not known does not hide the others", () => {
  expect(() => clusterOf([cluster({ networkProfile: { podCidr: 10 } })])?.podCidr).toThrow(
    'Cluster "aks-shop": networkProfile.podCidr = 10 must be a text',
  );
  const props = withUnknown({ resourceName: "aks-shop", location: "koreacentral" }, "kubernetesVersion");
  const unknown = clusterOf([resource("azure-native:containerservice:ManagedCluster", props)]);
  expect(unknown?.location).toBe("koreacentral");
  expect(() => unknown?.kubernetesVersion).toThrow("can't be known during preview");
  const unnamed = resource("azure-native:containerservice:ManagedCluster", withUnknown({}, "resourceName"), "aks");
  expect(clusterOf([unnamed])?.title).toBe('Cluster "aks"');
});

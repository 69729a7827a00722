import type { Properties, Resource } from "@breakwater/plan-views";
import { judgesAs } from "../../testing/judged";
import { cpuPool, deployment, gpuPool, resource } from "../../testing/resources";
import { aksFeatureConflicts } from "./aks-feature-conflicts";
import { budgetSet } from "./budget-set";
import { diagnosticsOn } from "./diagnostics-on";
import { kubernetesSupported } from "./kubernetes-supported";
import { zonesInProduction } from "./zones-in-production";

const inProd = (original: Resource) => ({
  ...original,
  urn: original.urn.replace("urn:pulumi:test", "urn:pulumi:prod"),
});
const cluster = (props: Properties = {}) =>
  resource("azure-native:containerservice:ManagedCluster", "aks", {
    resourceName: "aks-1",
    kubernetesVersion: "1.35",
    networkProfile: { networkPlugin: "azure", networkPolicy: "cilium", networkDataplane: "cilium" },
    ...props,
  });
const registry = (sku: string) =>
  resource("azure-native:containerregistry:Registry", "registry", { sku: { name: sku } });
const streaming = { artifactStreamingProfile: { enabled: true } };

judgesAs(aksFeatureConflicts, [
  ["a cluster and its pools", [cluster(), cpuPool(), gpuPool()], []],
  ["artifact streaming with a Premium registry", [cpuPool(streaming), registry("Premium")], []],
  ["no cluster", [deployment()], ["not applicable"]],
  ["kubenet", [cluster({ networkProfile: { networkPlugin: "kubenet" } })], ["uses kubenet, which retires"]],
  ["Azure NPM", [cluster({ networkProfile: { networkPolicy: "azure" } })], ["stops at 250 nodes"]],
  [
    "Cilium's policies alone",
    [cluster({ networkProfile: { networkPolicy: "cilium" } })],
    ["without the Cilium data plane"],
  ],
  [
    "long-term support without Premium",
    [cluster({ supportPlan: "AKSLongTermSupport", sku: { tier: "Standard" } })],
    ["Premium tier"],
  ],
  [
    "Workload Identity without an issuer",
    [cluster({ securityProfile: { workloadIdentity: { enabled: true } } })],
    ["OIDC issuer"],
  ],
  [
    "the KEDA add-on",
    [cluster({ workloadAutoScalerProfile: { keda: { enabled: true } } })],
    ["KEDA comes by its chart"],
  ],
  [
    "ephemeral disks to deallocate",
    [cpuPool({ scaleDownMode: "Deallocate", osDiskType: "Ephemeral" })],
    ["scaleDownMode Delete"],
  ],
  ["artifact streaming without Premium", [cpuPool(streaming), registry("Basic")], ["Premium registry"]],
  [
    "a workload that an Arm pool takes although it chooses no processor",
    [cpuPool({ vmSize: "Standard_D8ps_v5" }), deployment()],
    [
      'node pool "cpu1" has processors of Arm (Standard_D8ps_v5), and nothing keeps off Deployment "production/shop", which chooses no kubernetes.io/arch',
    ],
  ],
  [
    "a workload that chooses Arm",
    [cpuPool({ vmSize: "Standard_D8ps_v5" }), deployment({ nodeSelector: { "kubernetes.io/arch": "arm64" } })],
    [],
  ],
  [
    "an Arm pool whose taint keeps all off that do not mean it",
    [cpuPool({ vmSize: "Standard_D8pds_v6", nodeTaints: ["kubernetes.io/arch=arm64:NoSchedule"] }), deployment()],
    [],
  ],
  [
    "an Arm size that is read from its name",
    [cpuPool({ vmSize: "Standard_E8ps_v9" }), deployment()],
    ["has processors of Arm (Standard_E8ps_v9)"],
  ],
  [
    "artifact streaming on Arm",
    [cpuPool({ ...streaming, vmSize: "Standard_D8pds_v5" }), registry("Premium")],
    ["Arm nodes"],
  ],
  [
    "artifact streaming on Arm of another series",
    [cpuPool({ ...streaming, vmSize: "Standard_E8ps_v6" }), registry("Premium")],
    ["Arm nodes"],
  ],
  ["autoscaled without bounds", [cpuPool({ maxCount: undefined })], ["minCount and maxCount are needed"]],
  ["a system pool of no node", [cpuPool({ mode: "System", minCount: 0 })], ["may come down to no node"]],
]);

judgesAs(kubernetesSupported, [
  ["a supported minor version", [cluster()], []],
  ["a patch of it", [cluster({ kubernetesVersion: "1.36.2" })], []],
  ["AKS chooses", [cluster({ kubernetesVersion: undefined })], ["not applicable"]],
  ["an old one", [cluster({ kubernetesVersion: "1.30" })], ["runs Kubernetes 1.30; supported are 1.34, 1.35, 1.36"]],
  ["one that is not there yet", [cluster({ kubernetesVersion: "1.99" })], ["runs Kubernetes 1.99"]],
  ["another list by config", [cluster()], ["supported are 1.40"], { supported: ["1.40"] }],
]);

judgesAs(zonesInProduction, [
  ["three zones, GPUs in one each", [cpuPool(), gpuPool()].map(inProd), []],
  ["two zones", [inProd(cpuPool({ availabilityZones: ["1", "2"] }))], []],
  ["outside of production", [cpuPool({ availabilityZones: [] })], ["not applicable"]],
  ["no zone", [inProd(cpuPool({ availabilityZones: undefined }))], ["stands in no availability zone"]],
  ["one zone", [inProd(cpuPool({ availabilityZones: ["2"] }))], ["stands in the zone 2 only"]],
  ["GPUs over zones", [inProd(gpuPool({ availabilityZones: ["1", "2"] }))], ["make one pool a zone"]],
]);

const budget = (notification: Properties) =>
  resource("azure-native:consumption:Budget", "budget", { budgetName: "month", notifications: { most: notification } });

judgesAs(budgetSet, [
  ["a budget that tells a role", [inProd(cluster()), budget({ enabled: true, contactRoles: ["Owner"] })], []],
  [
    "a budget that tells an address",
    [inProd(cluster()), budget({ enabled: true, contactEmails: ["a@example.com"] })],
    [],
  ],
  ["outside of production", [cluster()], ["not applicable"]],
  ["none", [inProd(cluster())], ["The stack has no budget"]],
  [
    "one that tells nobody",
    [inProd(cluster()), budget({ enabled: true, contactEmails: [] })],
    ['Budget "month" tells nobody'],
  ],
  [
    "one that is switched off",
    [inProd(cluster()), budget({ enabled: false, contactRoles: ["Owner"] })],
    ["tells nobody"],
  ],
]);

const logs = (resourceUri: string) => resource("azure-native:monitor:DiagnosticSetting", resourceUri, { resourceUri });
const vault = resource("azure-native:keyvault:Vault", "vault", { vaultName: "kv-1" });

const account = resource("azure-native:storage:StorageAccount", "models", { accountName: "st1" });

judgesAs(diagnosticsOn, [
  [
    "a cluster's logs",
    [inProd(cluster()), logs("/subscriptions/0/providers/Microsoft.ContainerService/managedClusters/aks-1")],
    [],
  ],
  [
    "in letters of another size",
    [inProd(cluster()), logs("/subscriptions/0/PROVIDERS/microsoft.containerservice/managedclusters/AKS-1")],
    [],
  ],
  ["a storage account's blobs", [inProd(account), logs("/x/storageAccounts/st1/blobServices/default")], []],
  [
    "a storage account's own metrics, which are no logs",
    [inProd(account), logs("/x/storageAccounts/st1")],
    ['StorageAccount "st1" has no diagnostic setting'],
  ],
  ["outside of production", [cluster()], ["not applicable"]],
  ["none", [inProd(cluster())], ['ManagedCluster "aks-1" has no diagnostic setting']],
  [
    "another's only",
    [inProd(cluster()), inProd(vault), logs("/x/managedClusters/aks-1")],
    ['Vault "kv-1" has no diagnostic setting'],
  ],
]);

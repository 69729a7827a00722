import { clustersOf, isCluster } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

interface Config extends Record<string, unknown> {
  supported: string[];
}

const minorOf = (version: string) => /^(\d+\.\d+)/.exec(version)?.[1];

export const kubernetesSupported: ResourceRule<Config> = {
  name: "kubernetes-supported",
  description: "The cluster runs a Kubernetes version that AKS supports.",
  guardsAgainst: "An old one gets no fixes, and past its end AKS upgrades it on a day of its own choice.",
  severity: "high",
  tags: ["platform"],
  remediationSteps:
    "Set kubernetesVersion to a supported minor version; `az aks get-versions --location REGION` lists them.",
  settings: {
    supported: {
      type: "array",
      items: { type: "string" },
      // AKS supports three minor versions in general availability: 1.36 since June 2026, so 1.34 to 1.36 (release calendar,
      // https://learn.microsoft.com/azure/aks/supported-kubernetes-versions).
      default: ["1.34", "1.35", "1.36"],
      description: "Minor versions that AKS supports",
    },
  },
  appliesTo: isCluster,
  check: (resource, { config, violation, notApplicable }) => {
    for (const { title, kubernetesVersion: version } of clustersOf([resource])) {
      if (version === undefined) return notApplicable("AKS chooses the version");
      if (config.supported.includes(minorOf(version) ?? "")) continue;
      violation(`${title} runs Kubernetes ${version}; supported are ${config.supported.join(", ")}`, resource);
    }
  },
};

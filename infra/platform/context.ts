import { Provider } from "@pulumi/kubernetes/provider";
import type { Settings } from "../../stacks";
import type { Foundation } from "../foundation";
import { createNamespaces, type Namespaces } from "./namespaces";
import { createPriorityClasses } from "./priorities";

/** What every part of the platform needs. */
export interface PlatformContext {
  settings: Settings;
  foundation: Foundation;
  /** The one way into the cluster; every Kubernetes object goes through it. */
  provider: Provider;
  namespaces: Namespaces;
}

/** The provider, the priority classes, and the namespaces with their Pod Security levels. */
export function createPlatformContext(settings: Settings, foundation: Foundation): PlatformContext {
  const { cluster, cpuPool } = foundation;
  const provider = new Provider(
    "aks",
    {
      kubeconfig: cluster.kubeconfig,
      // Without it a changed kubeconfig would replace the provider and with it every object (pulumi-kubernetes#2745).
      clusterIdentifier: cluster.id,
      enableServerSideApply: true,
    },
    // The CPU pool takes minutes to come up, which is the time that the deployer's new role needs to take effect.
    { dependsOn: [cpuPool] },
  );
  const priorities = createPriorityClasses({ provider });
  // Everything stands in a namespace, and so comes after the classes: a pod that names one that is not there is refused.
  const namespaces = createNamespaces(settings, { provider, dependsOn: priorities });
  return { settings, foundation, provider, namespaces };
}

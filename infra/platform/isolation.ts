import { NamespaceQuota, NetworkPolicies } from "../../components/kubernetes";
import { flows } from "./flows";
import type { PlatformContext } from "./context";
import { type Namespaces, namespaceNames } from "./namespaces";
import { peers } from "./peers";
import { quotas } from "./quotas";

/** Holds every namespace of ours to its share of the cluster and to the connections that are named. */
export function isolate({ settings, provider, namespaces }: PlatformContext): void {
  const names = namespaceNames(settings);
  const limits = quotas(settings);
  const keys = Object.keys(names) as (keyof Namespaces)[];
  for (const key of keys) {
    new NamespaceQuota(names[key], { namespace: namespaces[key].namespaceName, ...limits[key] }, { provider });
  }
  new NetworkPolicies(
    "isolation",
    {
      namespaces: Object.fromEntries(keys.map((key) => [names[key], namespaces[key].namespaceName])),
      peers: peers(settings),
      flows: flows(settings),
    },
    { provider },
  );
}

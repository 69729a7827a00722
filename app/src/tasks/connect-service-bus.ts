import type { ServiceBusClient } from "@azure/service-bus";

/**
 * A client for the namespace (e.g. `breakwater.servicebus.windows.net`) by the pod's Workload Identity: there is no connection
 * string to leak or rotate. On a developer's machine the same credential is the one of `az login`. The SDK is loaded only
 * here: a process on Redis starts without it.
 */
export async function connectServiceBus(fullyQualifiedNamespace: string): Promise<ServiceBusClient> {
  const [{ ServiceBusClient }, { DefaultAzureCredential }] = await Promise.all([
    import("@azure/service-bus"),
    import("@azure/identity"),
  ]);
  return new ServiceBusClient(fullyQualifiedNamespace, new DefaultAzureCredential());
}

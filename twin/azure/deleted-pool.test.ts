import { createAzureState, createResource, deleteResource, readResource, updateResource } from ".";
import { samples } from "./testing/samples";

const [group, cluster, pool] = [
  "resources:ResourceGroup",
  "containerservice:ManagedCluster",
  "containerservice:AgentPool",
].map((kind) => `azure-native:${kind}`) as [string, string, string];

test("a deleted pool is gone from its cluster too, where the cluster's request has named it", () => {
  const azure = createAzureState();
  createResource(group, "group", samples[group]!, azure);
  const { id } = createResource(cluster, "aks", samples[cluster]!, azure);
  const gpu = createResource(pool, "gpu", samples[pool]!, azure);
  const { agentPoolName: name, vmSize, count } = samples[pool]!;
  const agentPoolProfiles = [...(samples[cluster]!.agentPoolProfiles as object[]), { name, vmSize, count }] as never;
  updateResource(cluster, "aks", { ...samples[cluster]!, agentPoolProfiles }, azure);
  const names = () => (readResource(id, azure)!.state.agentPoolProfiles as { name: string }[]).map((each) => each.name);
  expect(names()).toEqual(["gpu1", "system1"]);
  deleteResource(pool, gpu.id, azure);
  expect(names()).toEqual(["system1"]);
});

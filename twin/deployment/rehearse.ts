import { type AzureState, createAzureState, createResource } from "../azure";
import { isObject, type JsonObject, type Plan, type PlanResource } from "@breakwater/plan-views";
import { emptyCheckpoint } from "./checkpoint";
import { Deployment } from "./deployment";
import type { DeploymentOutcome } from "./outcome";
import { inDependencyOrder, requestOf } from "./source";

/**
 * What `up` of a Plan comes to on a stack that another Plan describes: each resource of the base stands as it says, whether or not Azure
 * would take it today. Nothing is touched.
 *
 * A Plan knows less than the program: it holds no secrets, so that a change of a secret's value is not seen; and it was made for an
 * empty subscription, so the pools keep the nodes that they have in the base, as the program would have it.
 *
 * @param base what the stack has
 * @param head what it is to have
 */
export function rehearse(base: Plan, head: Plan): Promise<DeploymentOutcome> {
  const before = new Map(base.resources.map((resource) => [resource.urn, resource.inputs]));
  const resources = head.resources.map((resource) => {
    const inputs = before.get(resource.urn);
    return inputs ? { ...resource, inputs: withItsNodes(resource, inputs) } : resource;
  });
  return deployedAs(base).preview({ ...head, resources });
}

/** The inputs with the nodes that a pool has, as far as its new bounds allow: only a new pool gets those of its creation. */
function withItsNodes({ type, inputs }: PlanResource, before: JsonObject): JsonObject {
  if (type === "azure-native:containerservice:AgentPool") {
    const { count, minCount, maxCount } = inputs;
    const isSamePool = before.agentPoolName === inputs.agentPoolName && typeof before.count === "number";
    if (!isSamePool || typeof minCount !== "number" || typeof maxCount !== "number" || count === undefined)
      return inputs;
    return { ...inputs, count: Math.min(Math.max(before.count as number, minCount), maxCount) };
  }
  const pools = inputs.agentPoolProfiles;
  const had = before.agentPoolProfiles;
  if (type !== "azure-native:containerservice:ManagedCluster" || !Array.isArray(pools) || !Array.isArray(had))
    return inputs;
  const agentPoolProfiles = pools.map((pool) => {
    const same = had.find((other) => isObject(other) && isObject(pool) && other.name === pool.name);
    return isObject(pool) && isObject(same) && same.count !== undefined ? { ...pool, count: same.count } : pool;
  });
  return { ...inputs, agentPoolProfiles };
}

/** A subscription in which a Plan is deployed. */
function deployedAs(plan: Plan): Deployment {
  const azure = createAzureState();
  const checkpoint = emptyCheckpoint();
  for (const resource of inDependencyOrder(plan)) {
    const request = requestOf(resource);
    const { urn, type, inputs } = request;
    const id = standIn(azure, resource);
    checkpoint.resources.set(urn, { ...request, id, outputs: { ...inputs, ...resource.outputs } });
    if (type.startsWith("random:")) checkpoint.draws.set(urn, 1);
  }
  return new Deployment({ azure, checkpoint });
}

/** Puts a resource into the subscription; its id. */
function standIn(azure: AzureState, { urn, type, name, inputs, outputs }: PlanResource): string {
  const id = typeof outputs.id === "string" ? outputs.id : urn;
  if (!type.startsWith("azure-native:")) return id;
  try {
    return createResource(type, name, inputs, azure).id;
  } catch {
    // It is there all the same: the base is a fact.
    azure.resources.set(id.toLowerCase(), { id, madeBy: name, token: type, inputs });
    return id;
  }
}

import { type AzureState, createAzureState, createResource } from "../azure";
import type { Plan, PlanResource } from "@breakwater/plan-views";
import { emptyCheckpoint } from "./checkpoint";
import { Deployment } from "./deployment";
import type { DeploymentOutcome } from "./outcome";
import { inDependencyOrder, requestOf } from "./source";

/**
 * What `up` of a Plan comes to on a stack that another Plan describes: each resource of the base stands as it says, whether or not Azure
 * would take it today. Nothing is touched.
 *
 * @param base what the stack has
 * @param head what it is to have
 */
export function rehearse(base: Plan, head: Plan): Promise<DeploymentOutcome> {
  return deployedAs(base).preview(head);
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

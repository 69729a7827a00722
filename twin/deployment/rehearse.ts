import { createAzureState, createResource } from "../azure";
import type { Plan } from "@breakwater/plan-views";
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
export function deployedAs(plan: Plan): Deployment {
  const azure = createAzureState();
  const checkpoint = emptyCheckpoint();
  for (const resource of inDependencyOrder(plan)) {
    const request = requestOf(resource);
    const { urn, type, name, inputs } = request;
    const id = typeof resource.outputs.id === "string" ? resource.outputs.id : urn;
    checkpoint.resources.set(urn, { ...request, id, outputs: { ...inputs, ...resource.outputs } });
    if (type.startsWith("random:")) checkpoint.draws.set(urn, 1);
    if (!type.startsWith("azure-native:")) continue;
    try {
      createResource(type, name, inputs, azure);
    } catch {
      // It is there all the same: the base is a fact.
      azure.resources.set(id.toLowerCase(), { id, madeBy: name, token: type, inputs });
    }
  }
  return new Deployment({ azure, checkpoint });
}

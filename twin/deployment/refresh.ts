import { readResource } from "../azure";
import { diffValues } from "../changes";
import type { World } from "./checkpoint";
import type { DeploymentStep, Refusal } from "./outcome";
import { providerOf } from "./providers/provider-of";
import { isSame } from "./refreshed-inputs";
import { EngineRefusal, refusalsOf } from "./refusals";

/** Reads every resource and records what it is; what is gone is forgotten. */
export function refreshAll(world: World): DeploymentStep[] {
  const { resources } = world.checkpoint;
  return [...resources.values()].map((recorded) => {
    const { urn, type, name } = recorded;
    const step: DeploymentStep = { action: "same", urn, type, name, properties: [], replacedBy: [] };
    const live = providerOf(type).read(recorded, world);
    if (!live) {
      resources.delete(urn);
      return { ...step, action: "delete" };
    }
    if (isSame(live.inputs, recorded.inputs) && isSame(live.outputs, recorded.outputs)) return step;
    // A Map keeps the place of a key that is there.
    resources.set(urn, { ...recorded, ...live });
    return { ...step, action: "update", properties: diffValues(recorded.outputs, live.outputs) };
  });
}

/** Takes what an interrupted creation has left into the checkpoint. */
export function importPending(
  ids: Readonly<Record<string, string>>,
  { azure, checkpoint }: World,
): { steps: DeploymentStep[]; refusals: Refusal[] } {
  const steps: DeploymentStep[] = [];
  const refusals: Refusal[] = [];
  for (const [urn, id] of Object.entries(ids)) {
    const request = checkpoint.pendingCreates.get(urn);
    const live = readResource(id, azure);
    const step: DeploymentStep = {
      action: "create",
      urn,
      type: request?.type ?? "",
      name: request?.name ?? urn,
      properties: [],
      replacedBy: [],
    };
    if (!request || !live) {
      const reason = request ? `Azure has no resource '${id}'` : "no creation of it is pending";
      refusals.push(...refusalsOf(step, new EngineRefusal("NotPending", reason)));
      continue;
    }
    checkpoint.pendingCreates.delete(urn);
    checkpoint.resources.set(urn, { ...request, id: live.id, outputs: live.state });
    steps.push(step);
  }
  return { steps, refusals };
}

import { drawnPart } from "./needs/needs";
import type { GlobalName } from "./needs/needs";
import { deployedOutputs } from "./situation";
import type { Situation } from "./situation";

/**
 * The name that a resource will have in Azure: the Plan's, with the random part that the stack's state holds in place of the
 * Plan's own; `undefined` where the first `pulumi up` has still to draw it.
 */
export function actualName(
  { name, drawn }: Pick<GlobalName, "name" | "drawn">,
  situation: Situation,
): string | undefined {
  if (!drawn) return name;
  const result = deployedOutputs(situation, drawn.urn)?.result;
  return typeof result === "string" ? name.replaceAll(drawn.text, result) : undefined;
}

/** The same of any name or id in the Plan. */
export const drawnName = (name: string, situation: Situation): string | undefined =>
  actualName({ name, ...drawnPart(name, situation.resources) }, situation);

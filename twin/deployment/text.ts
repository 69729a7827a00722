import type { Colors } from "picocolors/types";
import { type Change, changesText, describeProperty, shortType } from "../changes";
import type { DeploymentOutcome, DeploymentStep, Refusal } from "./outcome";

/** What a rehearsal came to: what changes, what leaves the stack and stays, and what is refused. */
export function rehearsalText({ steps, refusals }: DeploymentOutcome, colors: Colors): string {
  const kept = steps.filter(({ action }) => action === "retain");
  const sections = [
    changesText(steps.filter(isChange), colors),
    ...kept.map(({ type, name }) => colors.dim(`· ${shortType(type)} ${name} leaves the stack and stays in Azure`)),
    ...(refusals.length > 0 ? ["", refusalsText(refusals, colors)] : []),
  ];
  return sections.join("\n");
}

const isChange = (step: DeploymentStep): step is DeploymentStep & Change => step.action !== "retain";

/** Each refusal: which resource, which property and its values, why, what to do instead, and where that is written. */
export function refusalsText(refusals: readonly Refusal[], colors: Colors): string {
  return refusals
    .map(({ action, type, name, path, properties, code, reason, way, source }) => {
      const values = path === undefined ? properties : properties.filter((property) => property.path === path);
      return [
        colors.red(`✗ ${action} ${shortType(type)} ${name} is refused`),
        ...values.map((property) => `    ${describeProperty(property, colors)}`),
        ...(path !== undefined && values.length === 0 ? [`    ${path}`] : []),
        `    ${code}: ${reason}`,
        ...(way === undefined ? [] : [`    → ${way}`]),
        ...(source === undefined ? [] : [colors.dim(`    ${source}`)]),
      ].join("\n");
    })
    .join("\n");
}

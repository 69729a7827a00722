import { z } from "zod";
import { defineCheck } from "../check";
import { ok, problem, unseen, warning } from "../findings";
import type { Finding } from "../findings";
import { shortList } from "../list";
import { drawnName } from "../names";
import { isAzureNative } from "../needs/namespaces";
import { textAt } from "../needs/value-at";
import { deployedOutputs, inSubscription, onStack, stateUnseen, subscriptionOf } from "../situation";
import type { Situation } from "../situation";

/** `az resource list`, as far as it is asked for. */
const shape = z.array(z.object({ id: z.string() }));

/** Where the simulated Azure puts everything. */
const simulated = /\/subscriptions\/[^/]+/i;

/**
 * Whether resources that the stack would create exist already: azure-native looks first and refuses, "cannot create already existing
 * resource". Only what Azure lists as a resource is seen: no child of one, no role, no lock.
 */
export const existing = defineCheck({
  name: "existing",
  subject: "resources that exist under the stack's names",
  questions: (situation) => ({
    resources: {
      tool: "az",
      args: ["resource", "list", "--query", "[].{id:id}", ...inSubscription(situation)],
      shape,
    } as const,
  }),
  judge: (situation, { resources: found }) => {
    const unseenBecause = stateUnseen(situation);
    const there = new Map(found.map(({ id }) => [id.toLowerCase(), id]));
    const clashes = situation.resources.flatMap(({ urn, type, name, outputs }) => {
      if (!isAzureNative(type) || deployedOutputs(situation, urn) !== undefined) return [];
      const id = realId(textAt(outputs, "id"), situation);
      const existingId = id === undefined ? undefined : there.get(id.toLowerCase());
      return existingId === undefined ? [] : [{ type, name, id: existingId }];
    });
    const findings = clashes.map(({ type, name, id }): Finding => {
      const what = `${id.slice(id.indexOf("/resource"))} exists already`;
      if (unseenBecause !== undefined) {
        return warning(`${what}, and whether it is this stack's own could not be seen: ${unseenBecause}.`);
      }
      return problem(
        `${what} and is not in this stack's state, so \`pulumi up\` cannot create it. Where it is yours, take it over:`,
        `pulumi import ${type} ${name} ${id} ${onStack(situation)}`,
      );
    });
    const unnamed = situation.resources.some(
      ({ type, outputs }) => isAzureNative(type) && realId(textAt(outputs, "id"), situation) === undefined,
    );
    return [
      ...findings,
      ...(unseenBecause !== undefined && unnamed
        ? [unseen(`resources under names that end in the stack's own suffix: ${unseenBecause}`)]
        : []),
      ...contentOfGroups([...there.values()], clashes.length, situation),
    ];
  },
});

/** Resources of others in a group that the stack takes for its own alone. */
function contentOfGroups(ids: readonly string[], clashes: number, situation: Situation): Finding[] {
  const findings = situation.needs.groups.flatMap(({ name, urn, ofNodes }): Finding[] => {
    // What is in the group of a stack that is up is its own.
    if (ofNodes || deployedOutputs(situation, urn) !== undefined || stateUnseen(situation) !== undefined) return [];
    const inside = ids.filter((id) => id.toLowerCase().includes(`/resourcegroups/${name.toLowerCase()}/`));
    if (inside.length === 0) return [];
    const names = inside.map((id) => id.split("/").slice(-2).join("/"));
    return [
      warning(
        `The resource group ${name} has ${inside.length} resources already: ${shortList(names)}. A budget and a policy of the stack count and judge them too.`,
        `az resource list --resource-group ${name} --output table`,
      ),
    ];
  });
  return findings.length > 0 || clashes > 0 ? findings : [ok("Nothing exists under a name that the stack would make.")];
}

/** The id that a resource of the Plan will have in the subscription; `undefined` while a part of it is still to be drawn. */
function realId(id: string | undefined, situation: Situation): string | undefined {
  if (id === undefined) return undefined;
  return drawnName(id, situation)?.replace(simulated, `/subscriptions/${subscriptionOf(situation)}`);
}

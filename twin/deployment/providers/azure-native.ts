import { createResource, deleteResource, judgeChange, readResource, updateResource } from "../../azure";
import type { AzureReading, AzureState } from "../../azure";
import { diffValues, type PropertyChange } from "../../changes";
import { isObject, type Json, type JsonObject } from "@breakwater/plan-views";
import { isSame, refreshedInputs } from "../refreshed-inputs";
import { ChangeRefused } from "../refusals";
import type { Provider } from "./provider";

/** azure-native over the simulated Azure (its algorithm: provider/pkg/provider of https://github.com/pulumi/pulumi-azure-native). */
export const azureNative: Provider = {
  diff: ({ type, inputs: before }, after) => {
    const properties = changedInputs(before, after);
    if (properties.length === 0) return { properties, replaces: [], deletesFirst: false };
    const { replaces } = judgeChange(type, before, after);
    // `Diff` of provider.go: deleteBeforeReplace is set whenever anything forces a replacement.
    return { properties, replaces, deletesFirst: replaces.length > 0 };
  },
  create: async ({ type, name, inputs }, { azure }) => answered(createResource(type, name, inputs, azure).id, azure),
  update: async (recorded, { type, name, inputs }, { azure }) => {
    // A resource that somebody has deleted by hand is a 404 to the provider.
    const live = readLive(recorded.id, azure);
    // Azure compares a PUT with what it has, not with what Pulumi knows: after a refresh that holds defaults which nobody has asked for.
    const { refused } = judgeChange(type, live.inputs, inputs, { azure, id: recorded.id });
    if (refused.length > 0) throw new ChangeRefused(refused);
    return answered(updateResource(type, name, inputs, azure).id, azure);
  },
  read: ({ id, inputs, outputs }, { azure }) => {
    const live = readResource(id, azure);
    return live && { inputs: refreshedInputs(inputs, outputs, live.state), outputs: live.state };
  },
  delete: ({ type, id }, { azure }) => deleteResource(type, id, azure),
};

/** What a PUT answers is what a GET would: of a cluster, all its pools. */
const answered = (id: string, azure: AzureState) => ({ id, outputs: readLive(id, azure).state });

function readLive(id: string, azure: AzureState): AzureReading {
  const live = readResource(id, azure);
  if (live) return live;
  throw new Error(
    `the resource '${id}' is no longer there: \`pulumi refresh\` tells Pulumi so, and \`up\` makes it anew`,
  );
}

/** Lists that azure-native compares by the name of an element, wherever it stands. */
const listsByName = ["agentPoolProfiles"];

/** What differs to azure-native: spelling and case of a location do not, nor the order of the pools in a cluster. */
function changedInputs(before: JsonObject, after: JsonObject): PropertyChange[] {
  return diffValues(comparable(before, after), after).filter(
    (change) => change.path !== "location" || normalized(change.before) !== normalized(change.after),
  );
}

const normalized = (location: Json | undefined): string => String(location).replaceAll(" ", "").toLowerCase();

/** The inputs before with the elements of those lists in the places that they have now; what is gone comes last. */
function comparable(before: JsonObject, after: JsonObject): JsonObject {
  const lists = listsByName.flatMap((key) => {
    const [old, now] = [before[key], after[key]];
    // After a refresh, a name may stand in a list twice.
    return Array.isArray(old) && Array.isArray(now) && !isSame(old, now) ? [[key, inOrderOf(old, now)] as const] : [];
  });
  return { ...before, ...Object.fromEntries(lists) };
}

function inOrderOf(old: readonly Json[], now: readonly Json[]): Json[] {
  const nameOf = (item: Json): Json | undefined => (isObject(item) ? item.name : undefined);
  const kept = now.map((item) => old.find((other) => nameOf(other) === nameOf(item)) ?? null);
  return [...kept, ...old.filter((item) => !now.some((other) => nameOf(other) === nameOf(item)))];
}

import type { Json, JsonObject } from "@breakwater/plan-views";
import { isObject } from "@breakwater/plan-views";
import type { AzureResource, AzureState } from "../state";
import type { Hold } from "./facts";

/** What holds a resource by naming its id, or by standing in it: the resource and the rule. */
export function usersOf(azure: AzureState, id: string, holds: readonly Hold[]): { user: AzureResource; hold: Hold }[] {
  const wanted = id.toLowerCase();
  return holds.flatMap((hold) =>
    [...azure.resources.values()]
      .filter(({ token }) => hold.by.includes(token))
      .filter((user) =>
        hold.path === "(child)"
          ? user.id.toLowerCase().startsWith(`${wanted}/`)
          : valuesAt(user.inputs, hold.path).some((value) => String(value).toLowerCase() === wanted),
      )
      .map((user) => ({ user, hold })),
  );
}

/** Resources of a type that stand directly or further down in another one. */
export function childrenOf(azure: AzureState, id: string, token: string): AzureResource[] {
  const folder = `${id.toLowerCase()}/`;
  return [...azure.resources.values()].filter(
    (resource) => resource.token === token && resource.id.toLowerCase().startsWith(folder),
  );
}

/** Every value at a path in which `[*]` is each element of a list. */
export function valuesAt(inputs: JsonObject, path: string): Json[] {
  let at: Json[] = [inputs];
  for (const step of path.split(".")) {
    const name = step.replace(/\[\*\]$/, "");
    at = at.flatMap((value) => (isObject(value) && value[name] !== undefined ? [value[name]] : []));
    if (step !== name) at = at.flatMap((value) => (Array.isArray(value) ? value : []));
  }
  return at;
}

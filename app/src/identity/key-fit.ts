import type { RouteEntry, Settings } from "../settings";
import type { KeyEntry } from "./key-entry";

type Tables = Pick<Settings, "routes" | "prices">;

/**
 * What routes and prices rule out of a list of keys: dollars a day for a key that may be answered by a model without a price, whose answers would cost
 * nothing. The in-cluster model has none and needs none.
 */
export function conflictsOf(entries: readonly KeyEntry[], { routes, prices }: Tables): string[] {
  return entries
    .filter(({ dollarsPerDay }) => dollarsPerDay !== undefined)
    .flatMap((entry) => {
      const unpriced = new Set(
        reachable(entry, routes)
          .filter(({ backend, model }) => backend !== "vllm" && !Object.hasOwn(prices, model))
          .map(({ model }) => model),
      );
      if (unpriced.size === 0) return [];
      const without = [...unpriced].join(", ");
      return [
        `key "${entry.name}": dollarsPerDay is not allowed while the key may use models without a price in PRICES: ${without}`,
      ];
    });
}

/** Models and use cases of keys that no route has: most likely a typing error, which leaves the key with less. Names are exact, `*` is none. */
export function strangersOf(entries: readonly KeyEntry[], { routes }: Pick<Tables, "routes">): string[] {
  const models = new Set([
    ...Object.keys(routes.models),
    ...[...Object.values(routes.models), ...Object.values(routes.useCases)].flat().map(({ model }) => model),
  ]);
  return entries.flatMap(({ name, models: own = [], useCases = [] }) => [
    ...own.filter((model) => !models.has(model)).map((model) => `key "${name}": no route has the model ${model}`),
    ...useCases
      .filter((useCase) => !Object.hasOwn(routes.useCases, useCase))
      .map((useCase) => `key "${name}": no route has the use case ${useCase}`),
  ]);
}

/** The routes' entries that may answer a key: by the models that it names, else by its use cases, else all. */
function reachable({ models, useCases }: KeyEntry, routes: Tables["routes"]): RouteEntry[] {
  const byModel = Object.entries(routes.models);
  if (models !== undefined) {
    // A route may have a name of its own, by which the list names it.
    const named = byModel.filter(([name]) => models.includes(name)).flatMap(([, route]) => route);
    const all = [...byModel.map(([, route]) => route), ...Object.values(routes.useCases)].flat();
    return [...named, ...all.filter(({ model }) => models.includes(model))];
  }
  const ofUseCases = Object.entries(routes.useCases)
    .filter(([name]) => useCases === undefined || useCases.includes(name))
    .flatMap(([, route]) => route);
  return useCases === undefined ? [...ofUseCases, ...byModel.flatMap(([, route]) => route)] : ofUseCases;
}

import { diffValues } from "../../changes";
import { simulatedPackages } from "../../engine/simulated";
import type { Provider } from "./provider";

const { random: drawn } = simulatedPackages();

/** The package random: a value stays while its inputs are the same; a new creation draws another one. */
export const random: Provider = {
  diff: ({ inputs: before }, after) => {
    const properties = diffValues(before, after);
    return { properties, replaces: properties.map(({ path }) => path), deletesFirst: false };
  },
  create: (request, { checkpoint }) => {
    const { urn } = request;
    const before = checkpoint.draws.get(urn) ?? 0;
    checkpoint.draws.set(urn, before + 1);
    // The first draw is that of the Plan.
    return drawn!.create({ ...request, urn: before === 0 ? urn : `${urn}#${before}` });
  },
  update: (_recorded, { name }) => {
    throw new Error(`${name}: a random value cannot be updated`);
  },
  read: ({ inputs, outputs }) => ({ inputs, outputs }),
  delete: () => undefined,
};

import { diffValues, isAtOrBelow } from "../../changes";
import type { Provider } from "./provider";

/** What makes pulumi-kubernetes believe in another cluster (`clusterIdentifier`, else the kubeconfig; pulumi-kubernetes#2745). */
const clusterInputs = (inputs: object): string[] =>
  "clusterIdentifier" in inputs ? ["clusterIdentifier"] : ["kubeconfig", "context", "cluster"];

/** A provider that the program configures itself. With another cluster it is another provider, and all that it made goes with it. */
export const explicitProvider: Provider = {
  diff: ({ type, inputs: before }, after) => {
    const properties = diffValues(before, after);
    const identity = type === "pulumi:providers:kubernetes" ? clusterInputs(after) : [];
    const replaces = properties
      .map(({ path }) => path)
      .filter((path) => identity.some((name) => isAtOrBelow(path, name)));
    return { properties, replaces, deletesFirst: replaces.length > 0 };
  },
  create: async ({ name, inputs }) => ({ id: `${name}-provider`, outputs: inputs }),
  update: async ({ id }, { inputs }) => ({ id, outputs: inputs }),
  read: ({ inputs, outputs }) => ({ inputs, outputs }),
  delete: () => undefined,
};

import { diffValues, kubernetesReplaces } from "../../changes";
import { asObject } from "@breakwater/plan-views";
import { admittedBy } from "../../engine/simulated";
import type { Provider } from "./provider";

/** pulumi-kubernetes without a cluster: an object is what the program says, and is replaced where the API server changes nothing. */
export const kubernetes: Provider = {
  diff: ({ type, inputs: before }, after) => {
    const properties = diffValues(before, after);
    const replaces = kubernetesReplaces(
      type,
      properties.map(({ path }) => path),
    );
    const [old, now] = [before, after].map(({ metadata }) => asObject(metadata));
    // Two objects of one name cannot stand side by side; of an object that is named by the provider, both can.
    const keepsName = old!.name !== undefined && old!.name === now!.name && old!.namespace === now!.namespace;
    return { properties, replaces, deletesFirst: replaces.length > 0 && keepsName };
  },
  create: (request, { azure }) => admittedBy(azure).create(request),
  update: (_recorded, request, { azure }) => admittedBy(azure).create(request),
  read: ({ inputs, outputs }) => ({ inputs, outputs }),
  delete: () => undefined,
};

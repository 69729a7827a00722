import { type Container, filterKnown, objectsOf, readerOf, type Resource } from "@breakwater/plan-views";

/**
 * The variables of a container by name, with their values where they stand in the program: its own, and those of ConfigMaps and Secrets that this
 * stack has. What others hold is not known.
 */
export function variablesOf(
  container: Container,
  namespace: string,
  resources: readonly Resource[],
): Map<string, string | undefined> {
  const ofSources = (container.envFrom ?? []).flatMap(({ configMapRef, secretRef }) => [
    ...entriesOf("ConfigMap", configMapRef?.name, namespace, resources),
    ...entriesOf("Secret", secretRef?.name, namespace, resources),
  ]);
  const own = (container.env ?? []).map(({ name, value }): [string, string | undefined] => [name, value]);
  // Kubernetes takes a container's own before those of its sources.
  return new Map([...ofSources, ...own]);
}

function entriesOf(
  kind: string,
  wanted: string | undefined,
  namespace: string,
  resources: readonly Resource[],
): [string, string | undefined][] {
  if (wanted === undefined) return [];
  const sources = filterKnown(
    objectsOf(resources, `kubernetes:core:${kind}`),
    (object) => object.namespace === namespace && object.name === wanted,
  );
  return sources.flatMap((object) =>
    ["data", "stringData"].flatMap((field) => {
      const values = readerOf(object).object(field);
      return Object.keys(values.properties).map((name): [string, string | undefined] => [
        name,
        kind === "ConfigMap" ? values.text(name) : undefined,
      ]);
    }),
  );
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A value that fits a JSON Schema, as far as tools and structured answers use it; the same one every time. */
export function instanceOf(
  schema: Record<string, unknown>,
  root: Record<string, unknown> = schema,
  name = "",
): unknown {
  if (typeof schema.$ref === "string") return instanceOf(referred(schema.$ref, root), root, name);
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const [first] = (schema.anyOf ?? schema.oneOf ?? []) as Record<string, unknown>[];
  if (first !== undefined) return instanceOf(first, root, name);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case "object":
    case undefined: {
      const properties = Object.entries(isRecord(schema.properties) ? schema.properties : {});
      return Object.fromEntries(properties.map(([key, value]) => [key, instanceOf(value as never, root, key)]));
    }
    case "array":
      return isRecord(schema.items) ? [instanceOf(schema.items, root, name)] : [];
    case "integer":
    case "number":
      return 42;
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return name === "expression" ? "6*7" : `stand-in ${name}`.trim();
  }
}

function referred(reference: string, root: Record<string, unknown>): Record<string, unknown> {
  let at: unknown = root;
  for (const part of reference.split("/").slice(1)) at = isRecord(at) ? at[part] : undefined;
  return isRecord(at) ? at : {};
}

import { SelectorError } from "./selector-error";

/** Labels of an object. */
export type Labels = Readonly<Record<string, string>>;

/** One expression of a selector. */
export interface Requirement {
  key: string;
  /** `In`, `NotIn`, `Exists`, `DoesNotExist`; of nodes also `Gt` and `Lt`. */
  operator: string;
  values?: readonly string[] | null;
}

/** The operators of a label selector. */
export const labelOperators = ["In", "NotIn", "Exists", "DoesNotExist"] as const;
/** The operators of a node affinity's expressions. */
export const nodeOperators = [...labelOperators, "Gt", "Lt"] as const;

/**
 * Whether labels meet a requirement (`Requirement.Matches` of k8s.io/apimachinery/pkg/labels v0.36.3). `NotIn` and `DoesNotExist` hold where
 * the label is not there; `Gt` and `Lt` compare whole numbers and hold for no label that is none.
 *
 * @param operators those that may stand here
 * @throws SelectorError for what Kubernetes refuses: another operator, values where there may be none, none where there must be some
 */
export function meetsRequirement(
  labels: Labels,
  requirement: Requirement,
  operators: readonly string[] = nodeOperators,
): boolean {
  const { key, operator } = requirement;
  if (!operators.includes(operator)) throw refused(requirement, "operator", operator, `one of ${operators.join(", ")}`);
  const values = valuesOf(requirement);
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default: {
      const [asked, own] = [readInteger(values[0]!), value === undefined ? undefined : readInteger(value)];
      if (own === undefined) return false;
      return operator === "Gt" ? own > asked! : own < asked!;
    }
  }
}

/** The values, as many and such as the operator takes. */
function valuesOf(requirement: Requirement): readonly string[] {
  const { operator } = requirement;
  const values = requirement.values ?? [];
  const allowed = (count: string) => refused(requirement, "values", values, `${count} for ${operator}`);
  if (operator === "In" || operator === "NotIn") {
    if (values.length === 0) throw allowed("one or more");
  } else if (operator === "Exists" || operator === "DoesNotExist") {
    if (values.length > 0) throw allowed("none");
  } else if (values.length !== 1 || readInteger(values[0]!) === undefined) throw allowed("one whole number");
  return values;
}

/** As Go's `strconv.ParseInt` with 64 bits, of what a label may be: it cannot begin with a sign. */
function readInteger(text: string): bigint | undefined {
  if (!/^\d+$/.test(text)) return undefined;
  const integer = BigInt(text);
  return BigInt.asIntN(64, integer) === integer ? integer : undefined;
}

const refused = ({ key }: Requirement, property: string, value: unknown, allowed: string): SelectorError =>
  new SelectorError(
    `selector's requirement of ${JSON.stringify(key)}: ${property} ${JSON.stringify(value)} must be ${allowed}`,
  );

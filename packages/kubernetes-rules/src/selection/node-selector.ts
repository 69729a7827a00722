import { hasLabels } from "./label-selector";
import { meetsRequirement, nodeOperators, type Labels, type Requirement } from "./requirement";
import { SelectorError } from "./selector-error";

/** A term matches a node when all of its requirements do; one without any matches none. */
export interface NodeSelectorTerm {
  /** Of the node's labels. */
  matchExpressions?: readonly Requirement[] | null;
  /** Of the node's fields, of which there is one: `metadata.name`. */
  matchFields?: readonly Requirement[] | null;
}

/** Terms of which one must match. */
export interface NodeSelector {
  nodeSelectorTerms?: readonly NodeSelectorTerm[] | null;
}

/** The parts of a pod's spec that say which nodes it may be on. What it only prefers is not looked at. */
export interface NodeChoice {
  nodeSelector?: Labels | null;
  affinity?: {
    nodeAffinity?: { requiredDuringSchedulingIgnoredDuringExecution?: NodeSelector | null } | null;
  } | null;
}

/** What is asked of a node. */
export interface SelectableNode {
  /** Not set for a node that is only imagined: then no field is compared. */
  name?: string;
  labels: Labels;
}

/**
 * Whether a node is one that a pod's selector and required affinity allow (`RequiredNodeAffinity` of
 * k8s.io/component-helpers/scheduling/corev1/nodeaffinity v0.36.3).
 *
 * @throws SelectorError where no term matches and Kubernetes refuses one
 */
export function choosesNode({ nodeSelector, affinity }: NodeChoice, node: SelectableNode): boolean {
  if (!hasLabels(nodeSelector ?? {}, node.labels)) return false;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required === null || required === undefined || matchesNodeSelector(required, node);
}

/**
 * Whether a pod can only be on nodes that have a label with this value: its selector says so, or every term of its required affinity does. What it
 * only prefers says nothing.
 */
export function requiresLabel({ nodeSelector, affinity }: NodeChoice, key: string, value: string): boolean {
  if (nodeSelector?.[key] === value) return true;
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const says = ({ matchExpressions }: NodeSelectorTerm): boolean =>
    (matchExpressions ?? []).some(
      ({ key: of, operator, values }) =>
        of === key && operator === "In" && (values ?? []).length > 0 && values!.every((each) => each === value),
    );
  return terms.length > 0 && terms.every(says);
}

/**
 * Whether one of the terms matches a node. Of no terms none does.
 *
 * @throws SelectorError where no term matches and Kubernetes refuses one
 */
export function matchesNodeSelector({ nodeSelectorTerms }: NodeSelector, node: SelectableNode): boolean {
  let refusal: SelectorError | undefined;
  for (const term of nodeSelectorTerms ?? []) {
    try {
      if (matchesTerm(term, node)) return true;
    } catch (error) {
      if (!(error instanceof SelectorError)) throw error;
      refusal ??= error;
    }
  }
  if (refusal) throw refusal;
  return false;
}

function matchesTerm(term: NodeSelectorTerm, { name, labels }: SelectableNode): boolean {
  const [expressions, fields] = [term.matchExpressions ?? [], term.matchFields ?? []];
  if (expressions.length + fields.length === 0) return false;
  // Every requirement is looked at, so that one that is refused is seen whatever the others say.
  const met = [
    ...expressions.map((requirement) => meetsRequirement(labels, requirement, nodeOperators)),
    ...fields.map((requirement) => meetsField(name, requirement)),
  ];
  return met.every(Boolean);
}

function meetsField(name: string | undefined, { key, operator, values }: Requirement): boolean {
  if ((operator !== "In" && operator !== "NotIn") || values?.length !== 1)
    throw new SelectorError(
      `selector's requirement of the field ${JSON.stringify(key)}: operator ${JSON.stringify(operator)} with values ` +
        `${JSON.stringify(values ?? [])} must be In or NotIn with one value`,
    );
  if (name === undefined) return true;
  // As in Kubernetes, a field that is not there is the empty text.
  const value = key === "metadata.name" ? name : "";
  return (operator === "In") === (value === values[0]);
}

import { labelOperators, meetsRequirement, type Labels, type Requirement } from "./requirement";

/** Selects objects by their labels: of a workload, a disruption budget, a network policy, a spread or an affinity. */
export interface LabelSelector {
  /** All of these labels, and … */
  matchLabels?: Labels | null;
  /** … all of these expressions. */
  matchExpressions?: readonly Requirement[] | null;
}

/**
 * Whether a selector selects an object with these labels (`LabelSelectorAsSelector` of k8s.io/apimachinery v0.36.3). An empty selector
 * selects everything, none at all (`null`, not set) nothing.
 *
 * @throws SelectorError for a selector that Kubernetes refuses
 */
export function matchesLabelSelector(selector: LabelSelector | null | undefined, labels: Labels): boolean {
  if (selector === null || selector === undefined) return false;
  const { matchLabels, matchExpressions } = selector;
  // Every expression is looked at, so that one that is refused is seen whatever the others say.
  const met = (matchExpressions ?? []).map((requirement) => meetsRequirement(labels, requirement, labelOperators));
  return hasLabels(matchLabels ?? {}, labels) && met.every(Boolean);
}

/** Whether a selector asks for nothing, and so selects everything. */
export const isEmptySelector = ({ matchLabels, matchExpressions }: LabelSelector): boolean =>
  Object.keys(matchLabels ?? {}).length + (matchExpressions ?? []).length === 0;

/** Whether a Service, whose selector knows labels only, sends to a pod with these. A Service without a selector sends to none. */
export function matchesServiceSelector(selector: Labels | null | undefined, labels: Labels): boolean {
  const wanted = selector ?? {};
  return Object.keys(wanted).length > 0 && hasLabels(wanted, labels);
}

/** Whether all wanted labels are there, with these values. */
export function hasLabels(wanted: Labels, labels: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}

/** A selector as the API's `labelSelector` parameter has it: `app=web,tier in (a,b),!old`. Empty for one that selects everything. */
export function formatLabelSelector({ matchLabels, matchExpressions }: LabelSelector): string {
  const expressions = (matchExpressions ?? []).map(({ key, operator, values }) => {
    const list = `(${(values ?? []).join(",")})`;
    return { In: `${key} in ${list}`, NotIn: `${key} notin ${list}`, Exists: key, DoesNotExist: `!${key}` }[operator];
  });
  return [...Object.entries(matchLabels ?? {}).map(([key, value]) => `${key}=${value}`), ...expressions].join(",");
}

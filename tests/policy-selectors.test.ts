import type { Json, Plan } from "@breakwater/plan-views";
import { rules } from "../policies/rules";
import { openFindings, runRules } from "../twin/policy/run-rules";
import { readPrograms } from "./policy-cases/read-programs";
import { readVectors } from "./policy-cases/read-vectors";

const selecting = rules.filter(({ name }) =>
  ["pdb-exists", "pdb-allows-eviction", "replicas-spread", "namespace-default-deny", "probe-readiness-set"].includes(
    name,
  ),
);
const plans = [...readVectors(), ...readPrograms().flatMap(({ cases }) => cases)].map(({ plan }) => plan);

/** What the rules that select say of a Plan, without the messages, which repeat selectors. */
const saidOf = (plan: Plan): unknown =>
  runRules(selecting, plan).map((result) => ({
    rule: result.rule.name,
    found: openFindings(result).map(({ resource }) => resource.urn),
    judged: result.notApplicable === undefined,
    error: result.error,
  }));

/** A value with every object that has `matchLabels` rewritten. */
function rewritten(value: Json, write: (labels: Record<string, Json>) => Record<string, Json>): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => rewritten(item, write));
  const { matchLabels, ...others } = value;
  const rest = Object.fromEntries(Object.entries(others).map(([key, own]) => [key, rewritten(own, write)]));
  if (typeof matchLabels !== "object" || matchLabels === null || Array.isArray(matchLabels))
    return matchLabels === undefined ? rest : { matchLabels, ...rest };
  const written = write(matchLabels);
  const expressions = [rest["matchExpressions"], written["matchExpressions"]].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
  return { ...rest, ...written, ...(expressions.length > 0 && { matchExpressions: expressions }) };
}

test.each<[shows: string, write: (labels: Record<string, Json>) => Record<string, Json>]>([
  [
    "labels as expressions",
    (labels) => ({
      matchExpressions: Object.entries(labels).map(([key, value]) => ({ key, operator: "In", values: [value] })),
    }),
  ],
  [
    "labels, and expressions that they meet",
    (labels) => ({
      matchLabels: labels,
      matchExpressions: Object.keys(labels).map((key) => ({ key, operator: "Exists" })),
    }),
  ],
  ["labels beside what is null", (labels) => ({ matchLabels: labels, matchExpressions: null })],
])("the same selectors, written as %s, select the same in every case", (_, write) => {
  const changed = plans.filter((plan) => {
    const resources = plan.resources.map((resource) => ({
      ...resource,
      inputs: rewritten(resource.inputs, write) as typeof resource.inputs,
    }));
    return JSON.stringify(saidOf({ ...plan, resources })) !== JSON.stringify(saidOf(plan));
  });
  expect(plans.length).toBeGreaterThan(300);
  expect(changed.map(({ resources }) => resources.map(({ urn }) => urn))).toEqual([]);
});

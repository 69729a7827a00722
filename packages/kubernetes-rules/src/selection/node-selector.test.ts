import { answered, recorded } from "../../testing/recorded";
import {
  choosesNode,
  matchesNodeSelector,
  requiresLabel,
  type NodeChoice,
  type NodeSelectorTerm,
} from "./node-selector";
import type { Labels, Requirement } from "./requirement";
import { SelectorError } from "./selector-error";

const node = { name: "gpu-0", labels: { sku: "gpu", zone: "1", size: "24" } };
const terms = (...nodeSelectorTerms: NodeSelectorTerm[]): NodeChoice => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
});
const all = (...matchExpressions: Requirement[]) => terms({ matchExpressions });
const field = (operator: string, ...values: string[]): NodeSelectorTerm => ({
  matchFields: [{ key: "metadata.name", operator, values }],
});

test("as Kubernetes' own code chooses, and what it refuses", () => {
  const vectors = recorded<{ pod: NodeChoice; name: string; labels: Labels; matches?: boolean }>(
    "node-selectors.jsonl",
  );
  expect(vectors.length).toBeGreaterThan(300);
  for (const vector of vectors) {
    const matches = answered(SelectorError, () => choosesNode(vector.pod, vector));
    expect({ ...vector, matches }).toEqual({ matches: undefined, ...vector });
  }
});

const gpu = (operator: string, ...values: string[]): Requirement => ({ key: "sku", operator, values });

test.each<[string, NodeChoice, boolean]>([
  ["a selector", { nodeSelector: { sku: "gpu", zone: "1" } }, true],
  ["a selector of another value", { nodeSelector: { sku: "cpu" } }, false],
  ["a selector of another label", { nodeSelector: { zone: "1" } }, false],
  ["an affinity", all(gpu("In", "gpu")), true],
  ["one expression of several", all({ key: "zone", operator: "Exists" }, gpu("In", "gpu")), true],
  [
    "every term",
    terms({ matchExpressions: [gpu("In", "gpu")] }, { matchExpressions: [gpu("In", "gpu", "gpu")] }),
    true,
  ],
  ["one term of two", terms({ matchExpressions: [gpu("In", "gpu")] }, field("In", "gpu-0")), false],
  ["one value of two", all(gpu("In", "gpu", "cpu")), false],
  ["any value", all(gpu("Exists")), false],
  ["no value, which Kubernetes refuses", all(gpu("In")), false],
  ["what it must not be", all(gpu("NotIn", "gpu")), false],
  ["no terms", terms(), false],
  ["no demand", {}, false],
  ["null", { nodeSelector: null, affinity: null }, false],
])("a pod that can only be on nodes with sku=gpu: %s", (_, pod, expected) => {
  expect(requiresLabel(pod, "sku", "gpu")).toBe(expected);
  // It never says so of a pod that chooses a node without the label.
  if (expected) expect(choosesNode(pod, { labels: { zone: "1" } })).toBe(false);
});

test.each<[string, NodeChoice, boolean]>([
  ["no demand", {}, true],
  ["null", { nodeSelector: null, affinity: null }, true],
  ["null in the affinity", { affinity: { nodeAffinity: null } }, true],
  [
    "null for the demand",
    { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: null } } },
    true,
  ],
  [
    "null for the terms",
    { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: null } } } },
    false,
  ],
  ["a label that is there", { nodeSelector: { sku: "gpu" } }, true],
  ["another value", { nodeSelector: { sku: "cpu" } }, false],
  [
    "a selector that holds and a term that does not",
    { nodeSelector: { sku: "gpu" }, ...all({ key: "x", operator: "Exists" }) },
    false,
  ],
  ["no terms", terms(), false],
  ["an empty term", terms({}), false],
  ["a term of empty parts", terms({ matchExpressions: [], matchFields: null }), false],
  ["one term of two", terms({}, { matchExpressions: [{ key: "sku", operator: "Exists" }] }), true],
  [
    "two requirements of which one fails",
    all({ key: "sku", operator: "Exists" }, { key: "x", operator: "Exists" }),
    false,
  ],
  ["In", all({ key: "zone", operator: "In", values: ["1", "2"] }), true],
  ["NotIn", all({ key: "zone", operator: "NotIn", values: ["1"] }), false],
  ["DoesNotExist", all({ key: "sku", operator: "DoesNotExist" }), false],
  ["Gt, less", all({ key: "size", operator: "Gt", values: ["23"] }), true],
  ["Gt, as much", all({ key: "size", operator: "Gt", values: ["24"] }), false],
  ["Lt, as much", all({ key: "size", operator: "Lt", values: ["24"] }), false],
  ["Lt, more", all({ key: "size", operator: "Lt", values: ["025"] }), true],
  ["Lt the largest of 64 bits", all({ key: "size", operator: "Lt", values: ["9223372036854775807"] }), true],
  ["Gt of a label that is no number", all({ key: "sku", operator: "Gt", values: ["0"] }), false],
  ["Lt without the label", all({ key: "x", operator: "Lt", values: ["1"] }), false],
  ["its name", terms(field("In", "gpu-0")), true],
  ["another name", terms(field("In", "gpu-1")), false],
  ["any other name", terms(field("NotIn", "gpu-0")), false],
  [
    "its name and a label that is not there",
    terms({ ...field("In", "gpu-0"), matchExpressions: [{ key: "x", operator: "Exists" }] }),
    false,
  ],
  ["a field that nodes do not have", terms({ matchFields: [{ key: "x", operator: "In", values: ["gpu-0"] }] }), false],
])("%s: %#", (_, pod, expected) => expect(choosesNode(pod, node)).toBe(expected));

test("a name that no node has yet says nothing", () => {
  expect(choosesNode(terms(field("In", "gpu-0")), { labels: {} })).toBe(true);
});

test.each<[NodeChoice, string]>([
  [all({ key: "size", operator: "Gt", values: ["many"] }), 'values ["many"] must be one whole number for Gt'],
  [all({ key: "size", operator: "Lt", values: ["1", "2"] }), 'values ["1","2"] must be one whole number for Lt'],
  [all({ key: "size", operator: "Gt", values: ["9223372036854775808"] }), "must be one whole number for Gt"],
  [all({ key: "size", operator: "Gt", values: ["-1"] }), 'values ["-1"] must be one whole number for Gt'],
  [
    all({ key: "x", operator: "Exists" }, { key: "size", operator: "Near" }),
    'operator "Near" must be one of In, NotIn, Exists',
  ],
  [
    terms(field("In", "a", "b")),
    'the field "metadata.name": operator "In" with values ["a","b"] must be In or NotIn with one value',
  ],
  [terms(field("Exists")), 'operator "Exists" with values []'],
  [terms({ matchFields: [{ key: "metadata.name", operator: "In" }] }), 'operator "In" with values [] must be'],
])("what the API server refuses is refused: %#", (pod, message) => {
  expect(() => choosesNode(pod, node)).toThrow(SelectorError);
  expect(() => choosesNode(pod, node)).toThrow(message);
});

test("a term that is refused does not matter where another one matches", () => {
  const refused = { matchExpressions: [{ key: "size", operator: "Near" }] };
  expect(matchesNodeSelector({ nodeSelectorTerms: [refused, field("In", "gpu-0")] }, node)).toBe(true);
  expect(() => matchesNodeSelector({ nodeSelectorTerms: [refused, field("In", "gpu-1")] }, node)).toThrow(
    SelectorError,
  );
});

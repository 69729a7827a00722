import { answered, recorded } from "../../testing/recorded";
import {
  formatLabelSelector,
  matchesLabelSelector,
  matchesServiceSelector,
  type LabelSelector,
} from "./label-selector";
import type { Labels } from "./requirement";
import { SelectorError } from "./selector-error";

const labels = { app: "web", tier: "front" };

test("as Kubernetes' own code selects, and what it refuses", () => {
  const vectors = recorded<{ selector: LabelSelector | null; labels: Labels; matches?: boolean }>(
    "label-selectors.jsonl",
  );
  expect(vectors.length).toBeGreaterThan(300);
  for (const vector of vectors) {
    const matches = answered(SelectorError, () => matchesLabelSelector(vector.selector, vector.labels));
    expect({ ...vector, matches }).toEqual({ matches: undefined, ...vector });
  }
});

test.each<[string, LabelSelector | null | undefined, boolean]>([
  ["an empty selector", {}, true],
  ["one of empty parts", { matchLabels: {}, matchExpressions: [] }, true],
  ["no selector", undefined, false],
  ["null", null, false],
  ["a label that is there", { matchLabels: { app: "web" } }, true],
  ["another value", { matchLabels: { app: "shop" } }, false],
  ["two labels of which one is missing", { matchLabels: { app: "web", zone: "1" } }, false],
  ["what every object inherits", { matchLabels: { constructor: "Object" } }, false],
  ["In", { matchExpressions: [{ key: "app", operator: "In", values: ["shop", "web"] }] }, true],
  ["In without the label", { matchExpressions: [{ key: "zone", operator: "In", values: ["1"] }] }, false],
  ["NotIn", { matchExpressions: [{ key: "app", operator: "NotIn", values: ["web"] }] }, false],
  ["NotIn without the label", { matchExpressions: [{ key: "zone", operator: "NotIn", values: ["1"] }] }, true],
  ["Exists", { matchExpressions: [{ key: "tier", operator: "Exists" }] }, true],
  ["Exists without the label", { matchExpressions: [{ key: "toString", operator: "Exists" }] }, false],
  ["DoesNotExist", { matchExpressions: [{ key: "tier", operator: "DoesNotExist", values: null }] }, false],
  [
    "labels that match and an expression that does not",
    { matchLabels: { app: "web" }, matchExpressions: [{ key: "tier", operator: "In", values: ["back"] }] },
    false,
  ],
])("%s: %#", (_, selector, expected) => expect(matchesLabelSelector(selector, labels)).toBe(expected));

test.each([
  [
    { key: "app", operator: "Gt", values: ["1"] },
    'requirement of "app": operator "Gt" must be one of In, NotIn, Exists',
  ],
  [{ key: "app", operator: "in", values: ["web"] }, 'operator "in" must be'],
  [{ key: "app", operator: "In", values: [] }, "values [] must be one or more for In"],
  [{ key: "app", operator: "NotIn" }, "values [] must be one or more for NotIn"],
  [{ key: "app", operator: "Exists", values: ["web"] }, 'values ["web"] must be none for Exists'],
])("what the API server refuses is refused, whatever else there is: %#", (requirement, message) => {
  const select = () => matchesLabelSelector({ matchLabels: { app: "other" }, matchExpressions: [requirement] }, labels);
  expect(select).toThrow(SelectorError);
  expect(select).toThrow(message);
});

test.each<[Labels | null | undefined, boolean]>([
  [{ app: "web" }, true],
  [{ app: "shop" }, false],
  [{}, false],
  [undefined, false],
  [null, false],
])("a Service that selects %j", (selector, expected) =>
  expect(matchesServiceSelector(selector, labels)).toBe(expected),
);

test("as the API's parameter", () => {
  const selector = {
    matchLabels: { app: "web", tier: "front" },
    matchExpressions: [
      { key: "zone", operator: "In", values: ["1", "2"] },
      { key: "env", operator: "NotIn", values: ["dev"] },
      { key: "gpu", operator: "Exists" },
      { key: "old", operator: "DoesNotExist" },
    ],
  };
  expect(formatLabelSelector(selector)).toBe("app=web,tier=front,zone in (1,2),env notin (dev),gpu,!old");
  expect(formatLabelSelector({})).toBe("");
});

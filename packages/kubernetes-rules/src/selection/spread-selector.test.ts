import { SelectorError } from "./selector-error";
import { spreadCounts, type SpreadSelector } from "./spread-selector";

const own = { app: "web", "pod-template-hash": "6d4b" };

test.each<[shows: string, selector: SpreadSelector, labels: Record<string, string>, counts: boolean]>([
  ["its own labels", { labelSelector: { matchLabels: { app: "web" } } }, own, true],
  ["other labels", { labelSelector: { matchLabels: { app: "shop" } } }, own, false],
  ["no selector", {}, own, false],
  ["null", { labelSelector: null }, own, false],
  ["an empty selector, which counts none", { labelSelector: {} }, own, false],
  ["one of empty parts", { labelSelector: { matchLabels: {}, matchExpressions: [] } }, own, false],
  ["an empty selector and a key", { labelSelector: {}, matchLabelKeys: ["pod-template-hash"] }, own, true],
  ["an empty selector and a key that the pod lacks", { labelSelector: {}, matchLabelKeys: ["zone"] }, own, false],
  [
    "the same labels and another revision",
    { labelSelector: { matchLabels: { app: "web" } }, matchLabelKeys: ["pod-template-hash"] },
    { app: "web", "pod-template-hash": "77f0" },
    false,
  ],
  [
    "a key that the pod itself lacks",
    { labelSelector: { matchLabels: { app: "web" } }, matchLabelKeys: ["zone"] },
    { app: "web", zone: "1" },
    true,
  ],
  ["a key without a selector", { matchLabelKeys: ["app"] }, own, false],
  ["an expression", { labelSelector: { matchExpressions: [{ key: "app", operator: "Exists" }] } }, own, true],
])("%s", (_, selector, labels, counts) => expect(spreadCounts(selector, own, labels)).toBe(counts));

test("what Kubernetes refuses is refused", () => {
  const near = { labelSelector: { matchExpressions: [{ key: "app", operator: "Near" }] } };
  expect(() => spreadCounts(near, own, own)).toThrow(SelectorError);
});

import { recorded } from "../../testing/recorded";
import { toleratesTaint, toleratesTaints, untoleratedTaint, type Taint, type Toleration } from "./taints";

const taint: Taint = { key: "sku", value: "gpu", effect: "NoSchedule" };

test("as Kubernetes' own code tolerates", () => {
  const vectors = recorded<{ taints: Taint[]; tolerations: Toleration[]; untolerated?: string }>("taints.jsonl");
  expect(vectors.length).toBeGreaterThan(300);
  for (const vector of vectors) {
    const untolerated = untoleratedTaint(vector.taints, vector.tolerations)?.key;
    expect({ ...vector, untolerated }).toEqual({ untolerated: undefined, ...vector });
  }
});

test.each<[string, Toleration, boolean]>([
  ["the same", { key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" }, true],
  ["no operator is Equal", { key: "sku", value: "gpu" }, true],
  ["empty texts are none", { key: "sku", operator: "", value: "gpu", effect: "" }, true],
  ["another value", { key: "sku", value: "cpu" }, false],
  ["no value", { key: "sku" }, false],
  ["another key", { key: "spot", operator: "Exists" }, false],
  ["another effect", { key: "sku", operator: "Exists", effect: "NoExecute" }, false],
  ["any value", { key: "sku", operator: "Exists" }, true],
  ["any key", { operator: "Exists" }, true],
  ["any key, empty", { key: "", operator: "Exists", effect: "NoSchedule" }, true],
  ["any key, of another effect", { operator: "Exists", effect: "NoExecute" }, false],
  ["Equal without a key, which the API server refuses", { value: "gpu" }, false],
  ["an operator in alpha", { key: "sku", operator: "Gt", value: "1" }, false],
  ["an operator that there is not", { key: "sku", operator: "exists" }, false],
])("%s: %#", (_, toleration, expected) => expect(toleratesTaint(toleration, taint)).toBe(expected));

test("no value and the empty value are the same", () => {
  expect(toleratesTaint({ key: "spot" }, { key: "spot", value: "", effect: "NoSchedule" })).toBe(true);
  expect(toleratesTaint({ key: "spot", value: "" }, { key: "spot", value: null, effect: "NoSchedule" })).toBe(true);
});

test("every taint that keeps pods away must be tolerated, and the first that is not is named", () => {
  const drain: Taint = { key: "drain", effect: "NoExecute" };
  const rather: Taint = { key: "rather-not", effect: "PreferNoSchedule" };
  expect(untoleratedTaint([taint, drain], [{ key: "sku", operator: "Exists" }])).toBe(drain);
  expect(toleratesTaints([taint, drain, rather], [{ key: "sku", operator: "Exists" }, { key: "drain" }])).toBe(true);
  expect([
    toleratesTaints([rather], []),
    toleratesTaints(undefined, null),
    toleratesTaints([drain], undefined),
  ]).toEqual([true, true, false]);
});

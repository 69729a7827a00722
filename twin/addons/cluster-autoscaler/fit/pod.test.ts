import { podObject } from "../testing/samples";
import { demandOf, selects } from "./pod";

describe("demandOf", () => {
  test("sums containers and sidecars, takes the largest initial container, and adds the overhead", () => {
    const container = (cpu: string, more: object = {}) => ({ name: cpu, resources: { requests: { cpu } }, ...more });
    const spec = {
      containers: [container("1"), container("500m")],
      initContainers: [container("250m", { restartPolicy: "Always" }), container("3")],
      overhead: { cpu: "100m" },
    };
    expect(demandOf(podObject("a", spec)).requests).toMatchObject({ cpu: 3 + 0.25 + 0.1, pods: 1 });
    expect(demandOf(podObject("a", { ...spec, initContainers: [] })).requests["cpu"]).toBeCloseTo(1.6);
  });

  test("takes a limit where there is no request", () =>
    expect(
      demandOf(podObject("a", { containers: [{ resources: { limits: { "nvidia.com/gpu": "2" } } }] })).requests,
    ).toEqual({ "nvidia.com/gpu": 2, pods: 1 }));

  test("knows what goes with its node, what is gone, and what no node took", () => {
    const owned = { ownerReferences: [{ kind: "DaemonSet" }] };
    expect(demandOf(podObject("a"))).toMatchObject({ boundToNode: false, gone: false, unschedulable: true });
    expect(demandOf(podObject("a", {}, owned)).boundToNode).toBe(true);
    expect(demandOf(podObject("a", {}, { deletionTimestamp: "2026-01-01T00:00:00Z" })).gone).toBe(true);
    expect(demandOf({ ...podObject("a"), status: { phase: "Succeeded" } })).toMatchObject({
      gone: true,
      unschedulable: false,
    });
  });
});

describe("selects", () => {
  const labels = { sku: "gpu", zone: "1", size: "24" };
  const withTerms = (...matchExpressions: object[]) => ({
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } },
    },
  });

  test.each([
    ["no demand", {}, true],
    ["a label that is there", { nodeSelector: { sku: "gpu" } }, true],
    ["another value", { nodeSelector: { sku: "cpu" } }, false],
    ["one of several values", withTerms({ key: "zone", operator: "In", values: ["1", "2"] }), true],
    ["none of several values", withTerms({ key: "zone", operator: "NotIn", values: ["1"] }), false],
    ["a label whatever its value", withTerms({ key: "sku", operator: "Exists" }), true],
    ["no such label", withTerms({ key: "sku", operator: "DoesNotExist" }), false],
    ["more than", withTerms({ key: "size", operator: "Gt", values: ["23"] }), true],
    ["less than", withTerms({ key: "size", operator: "Lt", values: ["24"] }), false],
    [
      "two demands of which one fails",
      withTerms({ key: "sku", operator: "Exists" }, { key: "x", operator: "Exists" }),
      false,
    ],
  ])("%s: %#", (_, spec, expected) => expect(selects(demandOf(podObject("a", spec)), labels, "node")).toBe(expected));
});

import { budgetsOf } from "./budgets";
import { labelsOfPods } from "./selectors";
import { resource, withUnknown } from "./testing/resources";

const podLabels = { app: "shop" };
const ofKind = (type: string) => ({ namespace: "production", podLabels, resource: { type: `kubernetes:${type}` } });

test.each([
  ["apps/v1:Deployment", ["pod-template-hash"]],
  [
    "apps/v1:StatefulSet",
    ["statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index", "controller-revision-hash"],
  ],
  ["core/v1:Pod", []],
  ["example.com/v1:Deployment", []],
])("labels that a controller adds to the pods of %s", (type, added) => {
  expect(Object.keys(labelsOfPods(ofKind(type)))).toEqual(["app", ...added]);
});

test("what a controller's label will hold is not known; one that the template sets is", () => {
  const { ...labels } = { ...podLabels, "pod-template-hash": "mine" };
  expect(labelsOfPods({ ...ofKind("apps/v1:Deployment"), podLabels: labels })["pod-template-hash"]).toBe("mine");
  expect(() => labelsOfPods(ofKind("batch/v1:Job"))["job-name"]).toThrow(
    "label job-name of the pods of kubernetes:batch/v1:Job is not known before they are there",
  );
});

test("a selector of such a label is not known either, and others are", () => {
  const budget = (matchLabels: Record<string, string>) =>
    budgetsOf([
      resource("kubernetes:policy/v1:PodDisruptionBudget", {
        metadata: { name: "ray", namespace: "production" },
        spec: { selector: { matchLabels } },
      }),
    ])[0]!;
  const ray = ofKind("ray.io/v1:RayCluster");
  expect(() => budget({ "ray.io/cluster": "chat" }).selects(ray)).toThrow("is not known before they are there");
  expect(budget({ app: "shop" }).selects(ray)).toBe(true);
  expect(budget({ "ray.io/cluster": "chat" }).selects(ofKind("apps/v1:Deployment"))).toBe(false);
});

test("values of labels that do not matter are not read", () => {
  const [everything] = budgetsOf([
    resource("kubernetes:policy/v1:PodDisruptionBudget", {
      metadata: { name: "all", namespace: "production" },
      spec: { selector: { matchLabels: {}, matchExpressions: [] } },
    }),
  ]);
  const pods = withUnknown({ namespace: "production" }, "podLabels") as unknown as ReturnType<typeof ofKind>;
  expect(everything!.selects(pods)).toBe(true);
});

import { registerObjects } from "../../tests/support/kubernetes-objects";
import { createPriorityClasses } from "./priorities";

const priorityClassType = "kubernetes:scheduling.k8s.io/v1:PriorityClass";

test("the warm buffer alone pushes nobody out, and no class is anybody's by default", async () => {
  expect.assertions(3);
  const { object, types } = await registerObjects([priorityClassType], () => createPriorityClasses({}));
  expect(types).toEqual(Array(5).fill(priorityClassType));
  const classes = ["platform", "models", "app", "worker", "warm-buffer"].map((key) =>
    object(priorityClassType, `breakwater-${key}`),
  );
  expect(classes.map(({ preemptionPolicy }) => preemptionPolicy)).toEqual([
    ...Array(4).fill("PreemptLowerPriority"),
    "Never",
  ]);
  expect(classes.some(({ globalDefault }) => globalDefault)).toBe(false);
});

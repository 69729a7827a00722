import { priorityClasses } from "./priority-classes";

test("the platform goes before models, app, worker and, last of all, the warm buffer", () => {
  const { platform, models, app, worker, warmBuffer } = priorityClasses;
  const values = [platform, models, app, worker, warmBuffer].map(({ value }) => value);
  expect(values).toEqual([...values].sort((a, b) => b - a));
  expect(new Set(values).size).toBe(5);
});

test("none reaches Kubernetes' own classes, and the warm buffer's still makes the Cluster Autoscaler add nodes", () => {
  for (const { value } of Object.values(priorityClasses)) expect(value).toBeLessThan(1_000_000_000);
  expect(priorityClasses.warmBuffer.value).toBe(-1);
});

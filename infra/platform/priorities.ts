import type * as pulumi from "@pulumi/pulumi";
import { PriorityClass } from "@pulumi/kubernetes/scheduling/v1";
import { priorityClasses, type PriorityClassSpec } from "../../components/kubernetes";

/** The priority classes that the pods name. The API server refuses a pod whose class is not there. */
export function createPriorityClasses(opts: pulumi.CustomResourceOptions): PriorityClass[] {
  const classes: PriorityClassSpec[] = Object.values(priorityClasses);
  return classes.map(
    ({ name, value, description }) =>
      new PriorityClass(
        name,
        {
          metadata: { name, labels: { "app.kubernetes.io/part-of": "breakwater" } },
          value,
          description,
          // What yields to everybody must not itself push anything out.
          preemptionPolicy: value < 0 ? "Never" : "PreemptLowerPriority",
        },
        opts,
      ),
  );
}

import {
  annotations,
  type Container,
  gpuResourcesOf,
  livenessBudget,
  mainContainer,
  someKnown,
  startupBudget,
  timingOf,
  UnknownValueError,
  type Workload,
  workloadsIn,
} from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";
import { annotatedSeconds, hasAnnotation } from "./annotated-seconds";
import { isModelServer } from "./model-server";

export const probeStartupBudget: ResourceRule = {
  name: "probe-startup-budget",
  description: "A container that loads a model is not restarted before its load can be over.",
  guardsAgainst: "Else it is restarted in the middle, and never serves.",
  severity: "high",
  tags: ["probes"],
  remediationSteps:
    "Raise failureThreshold × periodSeconds of the start-up probe above the annotation breakwater.dev/model-load-seconds; do not use initialDelaySeconds for it (kserve#5062).",
  appliesTo: (resource) =>
    someKnown(
      workloadsIn(resource),
      (workload) => hasAnnotation(workload, annotations.modelLoad) || unknownLoads(workload).length > 0,
    ),
  check: (resource, { violation, each }) => {
    each(workloadsIn(resource), (workload) => {
      const load = annotatedSeconds(workload, annotations.modelLoad, violation);
      // What a patch leaves out stands in the object that it changes.
      if (workload.isPatch) return;
      if (!hasAnnotation(workload, annotations.modelLoad)) {
        each(unknownLoads(workload), ({ name }) => {
          throw new UnknownValueError(
            `Container "${name}" of ${workload.title} looks like a model server and has no start-up probe, and how long it loads is not known: say so in the annotation ${annotations.modelLoad}`,
          );
        });
      }
      const loading = workload.longRunning.find((c) => gpuResourcesOf(c).length > 0) ?? mainContainer(workload);
      if (load === undefined || loading === undefined) return;
      const { name, startupProbe, livenessProbe } = loading;
      if (startupProbe) {
        const budget = startupBudget(timingOf(startupProbe));
        if (budget >= load) return;
        violation(
          `Container "${name}" of ${workload.title} is given ${budget} s to start, but loads its model for ${load} s`,
          resource,
        );
      } else if (livenessProbe) {
        const timing = timingOf(livenessProbe);
        const budget = timing.initialDelay + livenessBudget(timing);
        if (budget >= load) return;
        violation(
          `Container "${name}" of ${workload.title} loads a model for ${load} s but has no start-up probe, and its liveness probe restarts it after ${budget} s`,
          resource,
        );
      }
    });
  },
};

/** Model servers that liveness may restart while they load, for all that anybody knows. */
const unknownLoads = (workload: Workload): Container[] =>
  workload.runs === "always" && !workload.isPatch
    ? workload.longRunning.filter((c) => c.livenessProbe && !c.startupProbe && isModelServer(c))
    : [];

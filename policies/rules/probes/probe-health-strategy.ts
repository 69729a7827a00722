import { annotations, autoscalersOf, secondsOf, someKnown, workloadsOf } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";

/** KEDA's triggers that are queues. */
const queues = /redis|servicebus|kafka|rabbitmq|aws-sqs|nats|pulsar|storage-queue|artemis/;

export const probeHealthStrategy: StackRule = {
  name: "probe-health-strategy",
  description: "How a process proves that it is alive follows from its longest block.",
  guardsAgainst:
    "Beyond 5 s, liveness is answered by a thread or a heartbeat of its own; from 60 s on, the work also comes from a queue that KEDA scales on.",
  severity: "medium",
  tags: ["probes"],
  remediationSteps:
    "Beyond 5 s: put liveness on a port of its own that a health thread serves, or on an exec probe of a heartbeat file. From 60 s on: feed the workload from a queue and scale it by a ScaledObject on that queue.",
  checkStack: (resources, { violation, notApplicable, each, gather }) => {
    const blocking = gather(workloadsOf(resources), (workload) =>
      !workload.isPatch && (secondsOf(workload, annotations.longestBlock) ?? 0) > 5 ? [workload] : [],
    );
    if (blocking.length === 0) notApplicable("no workload says that it blocks for more than 5 s");
    each(blocking, (workload) => {
      const block = secondsOf(workload, annotations.longestBlock) ?? 0;
      each(workload.containers, ({ name, livenessProbe, ports = [] }) => {
        const { port } = livenessProbe?.httpGet ?? {};
        // The port that a Service would send work to is the one that the main thread serves.
        const main = ports.find(({ name: of }: { name?: string }) => of === "http");
        if (livenessProbe?.httpGet && main && (port === main.name || port === main.containerPort)) {
          violation(
            `Container "${name}" of ${workload.title} may block for ${block} s, but liveness is asked on port ${port}, where its main thread answers`,
            workload.resource,
          );
        }
      });
      if (block < 60) return;
      const isQueued = someKnown(
        autoscalersOf(resources),
        (scaler) => scaler.targets(workload) && someKnown(scaler.triggers, ({ type }) => queues.test(type)),
      );
      if (!isQueued) {
        violation(
          `${workload.title} may block for ${block} s, but no ScaledObject scales it on a queue`,
          workload.resource,
        );
      }
    });
  },
};

import {
  annotations,
  autoscalersOf,
  type Container,
  mainContainer,
  portOf,
  someKnown,
  workloadsOf,
} from "@breakwater/plan-views";
import type { StackRule } from "../../rule";
import { annotatedSeconds } from "./annotated-seconds";

/** KEDA's triggers that are queues. https://keda.sh/docs/latest/scalers/ */
const queues =
  /redis|servicebus|eventhub|kafka|rabbitmq|aws-sqs|kinesis|gcp-pubsub|nats|pulsar|storage-queue|artemis|activemq|ibmmq|solace|beanstalkd|stan|temporal/;

/** Those that may be one behind somebody's own interface. */
const perhapsQueues = /^(external(-push)?|metrics-api)$/;

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
    const blocking = gather(workloadsOf(resources), (workload) => {
      // What is no time is found by probe-liveness-budget.
      const block = annotatedSeconds(workload, annotations.longestBlock, () => {}) ?? 0;
      return block > 5 && !workload.isPatch ? [{ workload, block }] : [];
    });
    if (blocking.length === 0) notApplicable("no workload says that it blocks for more than 5 s");
    each(blocking, ({ workload, block }) => {
      const { resource, title } = workload;
      const main = mainContainer(workload);
      if (main && isAskedAtItsWork(main)) {
        violation(
          `Container "${main.name}" of ${title} may block for ${block} s, but liveness is asked on port ${main.livenessProbe?.httpGet?.port}, where its main thread answers`,
          resource,
        );
      }
      // A Job has its work from the start, a ScaledJob is KEDA's own, and nothing scales a DaemonSet.
      if (block < 60 || workload.runs !== "always") return;
      const isScaledBy = (triggers: RegExp) =>
        someKnown(
          autoscalersOf(resources),
          (scaler) => scaler.targets(workload) && someKnown(scaler.triggers, ({ type }) => triggers.test(type)),
        );
      if (!isScaledBy(queues) && !isScaledBy(perhapsQueues)) {
        violation(`${title} may block for ${block} s, but no ScaledObject scales it on a queue`, resource);
      }
    });
  },
};

/** Whether liveness is asked on the port that a Service would send work to, which is the one that the main thread serves. */
function isAskedAtItsWork(container: Container): boolean {
  const { httpGet } = container.livenessProbe ?? {};
  const main = portOf(container, "http");
  return Boolean(httpGet) && main !== undefined && portOf(container, httpGet?.port) === main;
}

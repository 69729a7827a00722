import { Pod } from "@pulumi/kubernetes/core/v1";
import { Autoscaler, heartbeatProbes } from "../../components/kubernetes";
import { registerObjects } from "../support/kubernetes-objects";

const namespace = "production";
const target = (name: string) => ({ kind: "Deployment", name }) as const;
const types = {
  proxy: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
  consumer: "kubernetes:keda.sh/v1alpha1:ScaledObject",
  heartbeat: "kubernetes:core/v1:Pod",
} as const;

/** What is promised of components and used by no stack, made of their defaults: as the resources of a Plan. */
export async function componentResources() {
  const { object } = await registerObjects(Object.values(types), () => {
    new Autoscaler("proxy", { namespace, target: target("proxy"), policy: { type: "cpuMemory" } });
    new Autoscaler("consumer", {
      namespace,
      target: target("consumer"),
      policy: { type: "events", triggers: [{ type: "kafka", bootstrapServers: ["kafka:9092"] }] },
    });
    const containers = [{ name: "worker", livenessProbe: heartbeatProbes(["node", "check.js"]).liveness }];
    new Pod("heartbeat", { metadata: { name: "heartbeat", namespace }, spec: { containers } });
  });
  return Object.entries(types).map(([name, type]) => ({ type, name, custom: true, inputs: object(type) }));
}

import type { Properties, Resource } from "@breakwater/plan-views";
import { resource } from "./resources";

const named = (name: string, namespace = "production") => ({ name, namespace });

/** An HPA on a share of CPU, of the Deployment `shop` by default. */
export const hpa = (spec: Properties = {}, target = "shop", name = "hpa", version = "v2"): Resource =>
  resource(`kubernetes:autoscaling/${version}:HorizontalPodAutoscaler`, name, {
    metadata: named(name),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: target },
      minReplicas: 2,
      maxReplicas: 50,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
      ],
      behavior: { scaleUp: { policies: [{ type: "Percent", value: 100, periodSeconds: 15 }] } },
      ...spec,
    },
  });

/** A ScaledObject on a queue, with a fallback that shrinks nothing. */
export const scaledObject = (spec: Properties = {}, target = "shop", metadata: Properties = {}): Resource =>
  resource("kubernetes:keda.sh/v1alpha1:ScaledObject", "scaled", {
    metadata: { ...named("scaled"), ...metadata },
    spec: {
      scaleTargetRef: { name: target },
      minReplicaCount: 2,
      triggers: [{ type: "redis", metadata: { listName: "work" } }],
      fallback: { failureThreshold: 3, replicas: 6, behavior: "currentReplicasIfHigher" },
      ...spec,
    },
  });

/** What changes a stack's resource into one of production. */
export const inProd = (original: Resource): Resource => ({
  ...original,
  urn: original.urn.replace("urn:pulumi:test", "urn:pulumi:prod"),
});

/** A Service that selects a workload by its name. */
export const service = (name = "shop"): Resource =>
  resource("kubernetes:core/v1:Service", name, {
    metadata: named(name),
    spec: { selector: { "app.kubernetes.io/name": name } },
  });

/** A canary Rollout, of which the pods are made as a Deployment's. */
export const rollout = (spec: Properties = {}, name = "shop"): Resource =>
  resource("kubernetes:argoproj.io/v1alpha1:Rollout", name, { metadata: named(name), spec });

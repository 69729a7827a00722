import { isType, type Properties, type Resource } from "./resource";
import type { Workload } from "./workloads";

/** An autoscaler of pods: an HPA, or KEDA's ScaledObject, which makes one. */
export interface Scaler {
  resource: Resource;
  /** As a message names it: *ScaledObject "production/agent-worker"*. */
  title: string;
  namespace: string;
  /** Its target: `Deployment/agent-worker`. */
  target: string;
  minReplicas: number;
  maxReplicas: number;
  /** KEDA's triggers; an HPA's metrics on CPU and memory as triggers of that type. */
  triggers: { type: string; metadata: Properties; metricType?: string }[];
  spec: Properties;
  /** Whether a workload is its target. */
  targets(workload: Pick<Workload, "kind" | "name" | "namespace">): boolean;
}

/** The autoscalers among the resources. */
export function scalersOf(resources: readonly Resource[]): Scaler[] {
  return resources.flatMap((resource) => {
    if (isType(resource, "kubernetes:autoscaling:HorizontalPodAutoscaler")) return [hpa(resource)];
    if (isType(resource, "kubernetes:keda.sh:ScaledObject")) return [scaledObject(resource)];
    return [];
  });
}

function hpa(resource: Resource): Scaler {
  const { minReplicas = 1, maxReplicas, metrics = [], scaleTargetRef = {} } = resource.props.spec ?? {};
  const triggers = metrics.map(({ type, resource: of }: Properties) => ({
    type: of?.name ?? type,
    metadata: of?.target ?? {},
  }));
  return scaler(resource, "HorizontalPodAutoscaler", scaleTargetRef, minReplicas, maxReplicas, triggers);
}

/** KEDA's defaults: 0 to 100 replicas, a Deployment. https://keda.sh/docs/latest/reference/scaledobject-spec/ */
function scaledObject(resource: Resource): Scaler {
  const { minReplicaCount = 0, maxReplicaCount = 100, triggers = [], scaleTargetRef = {} } = resource.props.spec ?? {};
  return scaler(resource, "ScaledObject", scaleTargetRef, minReplicaCount, maxReplicaCount, triggers);
}

function scaler(
  resource: Resource,
  kind: string,
  { kind: targetKind = "Deployment", name: targetName }: Properties,
  minReplicas: number,
  maxReplicas: number,
  triggers: Scaler["triggers"],
): Scaler {
  const namespace = resource.namespace ?? "default";
  return {
    resource,
    title: `${kind} "${namespace}/${resource.props.metadata?.name ?? resource.name}"`,
    namespace,
    target: `${targetKind}/${targetName}`,
    minReplicas,
    maxReplicas,
    triggers: triggers.map((trigger) => ({ ...trigger, metadata: trigger.metadata ?? {} })),
    spec: resource.props.spec ?? {},
    targets: (workload) =>
      workload.kind === targetKind && workload.name === targetName && workload.namespace === namespace,
  };
}

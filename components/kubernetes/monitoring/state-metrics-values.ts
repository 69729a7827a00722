/** What we set of the chart `kube-state-metrics` inside kube-prometheus-stack, beside where it runs. */
export interface StateMetricsValues {
  metricLabelsAllowlist: string[];
  rbac: { extraRules: { apiGroups: string[]; resources: string[]; verbs: string[] }[] };
  customResourceState: { enabled: boolean; config: object };
}

/** A kind of custom resource whose conditions are told. */
interface Conditioned {
  group: string;
  version: string;
  kind: string;
  /** As its objects are called in RBAC. */
  plural: string;
  /** Name of the metric, without `kube_customresource_`. */
  metric: string;
  /** Label of the metric that has the object's name. */
  nameLabel: string;
  /** Where the list of conditions stands. */
  conditions: string[];
}

/**
 * Metric made of each ScaledObject's conditions: 1 where one is true. KEDA has no metric of its own for a fallback that it
 * serves, only this condition and an event (KEDA 2.20.2, `apis/keda/v1alpha1/condition_types.go`).
 */
export const scaledObjectCondition = "kube_customresource_scaledobject_condition";

const scaledObjects: Conditioned = {
  group: "keda.sh",
  version: "v1alpha1",
  kind: "ScaledObject",
  plural: "scaledobjects",
  metric: "scaledobject_condition",
  nameLabel: "scaledobject",
  conditions: ["status", "conditions"],
};

const gatewayApi = { group: "gateway.networking.k8s.io", version: "v1" };
const envoyGateway = { group: "gateway.envoyproxy.io", version: "v1alpha1" };
/** Conditions stand with whom an object is attached to; ours are attached to one each. */
const ofParent = ["status", "parents", "0", "conditions"];
const ofAncestor = ["status", "ancestors", "0", "conditions"];

const edgeKinds: Conditioned[] = (
  [
    { ...gatewayApi, kind: "Gateway", plural: "gateways", conditions: ["status", "conditions"] },
    { ...gatewayApi, kind: "HTTPRoute", plural: "httproutes", conditions: ofParent },
    { ...envoyGateway, kind: "BackendTrafficPolicy", plural: "backendtrafficpolicies", conditions: ofAncestor },
    { ...envoyGateway, kind: "ClientTrafficPolicy", plural: "clienttrafficpolicies", conditions: ofAncestor },
    { ...envoyGateway, kind: "EnvoyPatchPolicy", plural: "envoypatchpolicies", conditions: ofAncestor },
  ] as const
).map((kind) => ({ ...kind, metric: `${kind.kind.toLowerCase()}_condition`, nameLabel: "name" }) as Conditioned);

/** Metrics made of the conditions of what the edge is made of: Envoy Gateway tells what it refuses in no other way. */
export const edgeConditions: string[] = edgeKinds.map(({ metric }) => `kube_customresource_${metric}`);

/**
 * Values of kube-state-metrics: what it tells beyond its own choice.
 *
 * @param edge whether the conditions of what the edge is made of are among it
 */
export function stateMetricsValues(edge: boolean): StateMetricsValues {
  const kinds = [scaledObjects, ...(edge ? edgeKinds : [])];
  return {
    // For quotas and cost, which go by VM size, and for pools.
    metricLabelsAllowlist: ["nodes=[node.kubernetes.io/instance-type,breakwater.dev/pool]"],
    rbac: {
      extraRules: kinds.map(({ group, plural }) => ({
        apiGroups: [group],
        resources: [plural],
        verbs: ["list", "watch"],
      })),
    },
    customResourceState: {
      enabled: true,
      config: { kind: "CustomResourceStateMetrics", spec: { resources: kinds.map(resourceOf) } },
    },
  };
}

/** Gauge of each condition: 1 true, 0 false or unknown (kube-state-metrics 2.20, docs/metrics/extend/customresourcestate-metrics.md). */
const resourceOf = ({ group, version, kind, metric, nameLabel, conditions }: Conditioned): object => ({
  groupVersionKind: { group, version, kind },
  labelsFromPath: { namespace: ["metadata", "namespace"], [nameLabel]: ["metadata", "name"] },
  metrics: [
    {
      name: metric,
      help: `Condition of a ${kind}: 1 true, 0 false or unknown.`,
      each: {
        type: "Gauge",
        gauge: { path: conditions, labelsFromPath: { condition: ["type"] }, valueFrom: ["status"] },
      },
    },
  ],
});

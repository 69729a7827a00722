/** What we set of the chart `kube-state-metrics` inside kube-prometheus-stack, beside where it runs. */
export interface StateMetricsValues {
  metricLabelsAllowlist: string[];
  rbac: { extraRules: { apiGroups: string[]; resources: string[]; verbs: string[] }[] };
  customResourceState: { enabled: boolean; config: object };
}

/**
 * Metric made of each ScaledObject's conditions: 1 where one is true. KEDA has no metric of its own for a fallback that it
 * serves, only this condition and an event (KEDA 2.20.2, `apis/keda/v1alpha1/condition_types.go`).
 */
export const scaledObjectCondition = "kube_customresource_scaledobject_condition";

/** Values of kube-state-metrics: what it tells beyond its own choice. */
export const stateMetricsValues: StateMetricsValues = {
  // For quotas and cost, which go by VM size, and for pools.
  metricLabelsAllowlist: ["nodes=[node.kubernetes.io/instance-type,breakwater.dev/pool]"],
  rbac: { extraRules: [{ apiGroups: ["keda.sh"], resources: ["scaledobjects"], verbs: ["list", "watch"] }] },
  customResourceState: {
    enabled: true,
    config: {
      kind: "CustomResourceStateMetrics",
      spec: {
        resources: [
          {
            groupVersionKind: { group: "keda.sh", version: "v1alpha1", kind: "ScaledObject" },
            labelsFromPath: { namespace: ["metadata", "namespace"], scaledobject: ["metadata", "name"] },
            metrics: [
              {
                name: "scaledobject_condition",
                help: "Condition of a ScaledObject: 1 true, 0 false or unknown.",
                each: {
                  type: "Gauge",
                  gauge: {
                    path: ["status", "conditions"],
                    labelsFromPath: { condition: ["type"] },
                    valueFrom: ["status"],
                  },
                },
              },
            ],
          },
        ],
      },
    },
  },
};

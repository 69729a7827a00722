/** How fast an autoscaler may change the count, in one direction. */
export interface ScalingRules {
  selectPolicy?: "Max" | "Min" | "Disabled";
  stabilizationWindowSeconds?: number;
  policies?: readonly { type: "Pods" | "Percent"; value: number; periodSeconds: number }[];
}

/** `behavior` of an HPA; KEDA passes it on as it is. */
export interface Behavior {
  scaleUp?: ScalingRules;
  scaleDown?: ScalingRules;
}

/**
 * What Kubernetes takes where an HPA says nothing (pkg/apis/autoscaling/v2/defaults.go of 1.36). The window of scale-down is
 * kube-controller-manager's `--horizontal-pod-autoscaler-downscale-stabilization`.
 */
export const hpaDefaults = {
  minReplicas: 1,
  scaleUp: {
    selectPolicy: "Max",
    stabilizationWindowSeconds: 0,
    policies: [
      { type: "Pods", value: 4, periodSeconds: 15 },
      { type: "Percent", value: 100, periodSeconds: 15 },
    ],
  },
  scaleDown: {
    selectPolicy: "Max",
    stabilizationWindowSeconds: 300,
    policies: [{ type: "Percent", value: 100, periodSeconds: 15 }],
  },
} as const satisfies { minReplicas: number } & Record<keyof Behavior, Required<ScalingRules>>;

/** How a fallback may behave (KEDA 2.21, apis/keda/v1alpha1/scaledobject_types.go). */
export const fallbackBehaviors = [
  "static",
  "currentReplicas",
  "currentReplicasIfHigher",
  "currentReplicasIfLower",
  "scalingModifiers",
] as const;

/**
 * What KEDA takes where a ScaledObject says nothing; seconds (https://keda.sh/docs/latest/reference/scaledobject-spec/, and of
 * 2.20 apis/keda/v1alpha1/withtriggers_types.go and scaledobject_types.go, pkg/scaling/executor/scale_executor.go).
 */
export const kedaDefaults = {
  minReplicaCount: 0,
  maxReplicaCount: 100,
  pollingInterval: 30,
  cooldownPeriod: 300,
  initialCooldownPeriod: 0,
  targetKind: "Deployment",
  targetApiVersion: "apps/v1",
  fallbackBehavior: "static",
} as const;

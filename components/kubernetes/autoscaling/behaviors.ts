import type { types } from "@pulumi/kubernetes";

type Behavior = types.input.autoscaling.v2.HorizontalPodAutoscalerBehavior;

/** Down slowly: a surge that pauses must not find half the fleet gone. */
const slowlyDown: Behavior["scaleDown"] = {
  stabilizationWindowSeconds: 300,
  policies: [{ type: "Percent", value: 10, periodSeconds: 60 }],
};

/** Up at once and by as much as there is, down slowly. */
export const surgeBehavior: Behavior = {
  scaleUp: { stabilizationWindowSeconds: 0, policies: [{ type: "Percent", value: 100, periodSeconds: 15 }] },
  scaleDown: slowlyDown,
};

/** In steps of pods: latency follows what is added after a while only, and a step that is too large shows too late. */
export const steppedBehavior: Behavior = {
  scaleUp: { stabilizationWindowSeconds: 30, policies: [{ type: "Pods", value: 10, periodSeconds: 60 }] },
  scaleDown: { stabilizationWindowSeconds: 600, policies: [{ type: "Pods", value: 2, periodSeconds: 300 }] },
};

/**
 * Up at once by Kubernetes' own policies, down slowly. These are the larger of 100 % and 4 pods in 15 s, and hold because
 * none are named here.
 */
export const queueBehavior: Behavior = {
  scaleUp: { stabilizationWindowSeconds: 0 },
  scaleDown: slowlyDown,
};

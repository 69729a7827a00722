import { type Behavior, hpaDefaults } from "./autoscaler-defaults";
import { AutoscalerOfKubernetes, type Trigger } from "./autoscaler";
import type { Reader } from "./read";
import { isType, type Resource } from "./resource";
import { readScaleTarget, type ScaleTarget } from "./scale-target";

export const isHorizontalPodAutoscaler = (resource: Resource): boolean =>
  isType(resource, "kubernetes:autoscaling:HorizontalPodAutoscaler");

/** What Kubernetes has an HPA look at that names no metric: a share of 80 % of the CPU (pkg/apis/autoscaling/v2/defaults.go of 1.36). */
const shareOfCpu: Trigger = { type: "cpu", metadata: {}, isShare: true, container: undefined };

/** An HPA of autoscaling/v1, v2 or a beta version of it. */
export class HorizontalPodAutoscaler extends AutoscalerOfKubernetes {
  readonly kind = "HorizontalPodAutoscaler";
  readonly idleReplicas = undefined;
  readonly fallback = undefined;
  readonly pause = undefined;

  get target(): ScaleTarget {
    return readScaleTarget(this.readSpec.object("scaleTargetRef"));
  }

  get hpaName(): string {
    return this.name;
  }

  get minReplicas(): number {
    return this.readSpec.number("minReplicas") ?? hpaDefaults.minReplicas;
  }

  get maxReplicas(): number {
    return this.readSpec.required("maxReplicas", this.readSpec.number("maxReplicas"), "a number, 1 or more");
  }

  /** An HPA of autoscaling/v1 knows a share of the CPU alone. */
  get triggers(): Trigger[] {
    const metrics = this.readSpec.objects("metrics");
    return metrics.length === 0 ? [shareOfCpu] : metrics.map(triggerOf);
  }

  get behavior(): Behavior | undefined {
    return this.readSpec.record("behavior");
  }
}

function triggerOf(metric: Reader): Trigger {
  const resource = () => metric.object(metric.text("type") === "ContainerResource" ? "containerResource" : "resource");
  return {
    get type() {
      const type = metric.required("type", metric.text("type"), "a metric's type, such as Resource");
      return resource().text("name") ?? type;
    },
    metadata: {},
    get isShare() {
      if (resource().text("name") === undefined) return false;
      // v2beta1 has the amount beside the name, later versions say the target's type.
      return (
        resource().any("targetAverageValue") === undefined &&
        resource().object("target").text("type") !== "AverageValue"
      );
    },
    get container() {
      return resource().text("container");
    },
  };
}

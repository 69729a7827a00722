import { type Behavior, kedaDefaults } from "./autoscaler-defaults";
import { AutoscalerOfKubernetes, type Fallback, type Trigger } from "./autoscaler";
import { type Pause, readPause } from "./pause";
import { isType, type Resource } from "./resource";
import { readScaleTarget, type ScaleTarget } from "./scale-target";

export const isScaledObject = (resource: Resource): boolean => isType(resource, "kubernetes:keda.sh:ScaledObject");

/** KEDA's ScaledObject, of which it makes an HPA. */
export class ScaledObject extends AutoscalerOfKubernetes {
  readonly kind = "ScaledObject";

  get target(): ScaleTarget {
    return readScaleTarget(this.readSpec.object("scaleTargetRef"), {
      kind: kedaDefaults.targetKind,
      apiVersion: kedaDefaults.targetApiVersion,
    });
  }

  get hpaName(): string {
    return (
      this.readSpec.object("advanced").object("horizontalPodAutoscalerConfig").text("name") || `keda-hpa-${this.name}`
    );
  }

  get minReplicas(): number {
    return this.readSpec.number("minReplicaCount") ?? kedaDefaults.minReplicaCount;
  }

  get maxReplicas(): number {
    return this.readSpec.number("maxReplicaCount") ?? kedaDefaults.maxReplicaCount;
  }

  get idleReplicas(): number | undefined {
    return this.readSpec.number("idleReplicaCount");
  }

  get triggers(): Trigger[] {
    return this.readSpec.objects("triggers").map((trigger) => ({
      get type() {
        return trigger.required("type", trigger.text("type"), "a trigger's type, such as prometheus");
      },
      get metadata() {
        return trigger.textsByName("metadata");
      },
      // https://keda.sh/docs/latest/scalers/cpu/ and /memory/; its older place of the kind was the metadata.
      get isShare() {
        if (this.type !== "cpu" && this.type !== "memory") return false;
        return (trigger.text("metricType") ?? this.metadata["type"]) !== "AverageValue";
      },
      get container() {
        return this.metadata["containerName"];
      },
    }));
  }

  get behavior(): Behavior | undefined {
    return this.readSpec.object("advanced").object("horizontalPodAutoscalerConfig").record("behavior");
  }

  get fallback(): Fallback | undefined {
    if (this.readSpec.record("fallback") === undefined) return undefined;
    const fallback = this.readSpec.object("fallback");
    return {
      replicas: fallback.number("replicas"),
      behavior: fallback.text("behavior") ?? kedaDefaults.fallbackBehavior,
    };
  }

  get pause(): Pause | undefined {
    return readPause(this.read.object("metadata").object("annotations"));
  }
}

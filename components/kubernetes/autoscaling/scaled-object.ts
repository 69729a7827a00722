import type * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/kubernetes";
import { type DeepInput, typedCustomResource } from "../custom-resource";
import type { IScaledObject, ITriggerAuthentication } from "../custom-resource-types";
import type { ScaleTarget } from "./scale-target";
import type { Scaling } from "./scaling";
import type { Trigger } from "./triggers/trigger";

const apiVersion = "keda.sh/v1alpha1";

/** Prefix of the HorizontalPodAutoscalers that KEDA makes of ScaledObjects. */
export const kedaHpaPrefix = "keda-hpa-";

/** What a ScaledObject is made of. */
export interface ScaledObjectArgs {
  metadata: types.input.meta.v1.ObjectMeta;
  target: ScaleTarget;
  minReplicas: pulumi.Input<number>;
  maxReplicas: pulumi.Input<number>;
  scaling: Scaling;
}

/** Registers a ScaledObject, and a TriggerAuthentication for each of its triggers that logs in. */
export function registerScaledObject(name: string, args: ScaledObjectArgs, opts: pulumi.CustomResourceOptions): void {
  const triggers = uniquelyNamed(args.scaling.triggers).map((trigger) => ({
    ...trigger,
    authenticationRef: authenticationOf(name, args.metadata, trigger, opts),
  }));
  typedCustomResource<IScaledObject>(
    name,
    { apiVersion, kind: "ScaledObject", metadata: args.metadata, spec: specOf(args, triggers) },
    opts,
  );
}

interface AuthenticatedTrigger extends Trigger {
  authenticationRef: { name: pulumi.Output<string> } | undefined;
}

function specOf(
  { target, minReplicas, maxReplicas, scaling }: ScaledObjectArgs,
  triggers: AuthenticatedTrigger[],
): DeepInput<IScaledObject["spec"]> {
  return {
    scaleTargetRef: { apiVersion: "apps/v1", ...target },
    minReplicaCount: minReplicas,
    maxReplicaCount: maxReplicas,
    ...scaling.polling,
    fallback: scaling.fallback,
    advanced: {
      // Whoever takes the autoscaler away keeps the replicas of the moment.
      restoreToOriginalReplicaCount: false,
      horizontalPodAutoscalerConfig: { behavior: scaling.behavior as DeepInput<HpaBehavior> },
    },
    triggers: triggers.map(({ name, type, metricType, metadata, authenticationRef }) => ({
      name,
      type,
      metricType,
      metadata,
      authenticationRef,
    })),
  };
}

/** Two models of one type of Kubernetes: Pulumi's, and the one that KEDA's refers to. */
type HpaBehavior = NonNullable<
  NonNullable<NonNullable<IScaledObject["spec"]["advanced"]>["horizontalPodAutoscalerConfig"]>["behavior"]
>;

function authenticationOf(
  name: string,
  metadata: types.input.meta.v1.ObjectMeta,
  trigger: Trigger,
  opts: pulumi.CustomResourceOptions,
): { name: pulumi.Output<string> } | undefined {
  if (trigger.authentication === undefined) return undefined;
  const authenticationName = `${name}-${trigger.name}`;
  const authentication = typedCustomResource<ITriggerAuthentication>(
    authenticationName,
    {
      apiVersion,
      kind: "TriggerAuthentication",
      metadata: { ...metadata, name: authenticationName },
      spec: trigger.authentication,
    },
    opts,
  );
  return { name: authentication.metadata.name };
}

/** KEDA refuses two triggers of one name: the second of a kind is `cron-2`. */
function uniquelyNamed(triggers: Trigger[]): Trigger[] {
  const seen = new Map<string, number>();
  return triggers.map((trigger) => {
    const count = (seen.get(trigger.name) ?? 0) + 1;
    seen.set(trigger.name, count);
    return count === 1 ? trigger : { ...trigger, name: `${trigger.name}-${count}` };
  });
}

import * as pulumi from "@pulumi/pulumi";
import { ArgumentCheck, oneOf } from "../validation";
import { labelsOf } from "./conventions";
import { typedCustomResource } from "./custom-resource";
import type { IVerticalPodAutoscaler } from "./custom-resource-types";
import { dnsLabel } from "./rules";

/** What `VerticalRecommendation` takes. */
export interface VerticalRecommendationArgs {
  /** Namespace of the target, and of the object. */
  namespace: pulumi.Input<string>;
  /** The workload that is watched. */
  target: { kind: "Deployment" | "StatefulSet"; name: string };
}

/**
 * Has the Vertical Pod Autoscaler say what a workload should request, and change nothing: what
 * changes requests moves the base of every percentage that a horizontal autoscaler scales on. Called as its target.
 *
 * `kubectl -n <namespace> describe vpa <target>` tells what it recommends.
 */
export class VerticalRecommendation extends pulumi.ComponentResource {
  /** Name of the VerticalPodAutoscaler. */
  public readonly recommendationName: pulumi.Output<string>;

  constructor(name: string, args: VerticalRecommendationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:kubernetes:VerticalRecommendation", name, args, opts);
    const { target } = args;
    const check = new ArgumentCheck("VerticalRecommendation", name);
    const namespace = check.input("namespace", args.namespace, dnsLabel);
    check.input("target.kind", target.kind, oneOf("Deployment", "StatefulSet"));
    check.input("target.name", target.name, dnsLabel);
    check.throwProblems();

    const recommendation = typedCustomResource<IVerticalPodAutoscaler>(
      name,
      {
        apiVersion: "autoscaling.k8s.io/v1",
        kind: "VerticalPodAutoscaler",
        metadata: { name: target.name, namespace, labels: labelsOf(target.name) },
        spec: {
          targetRef: { apiVersion: "apps/v1", kind: target.kind, name: target.name },
          updatePolicy: { updateMode: "Off" },
        },
      },
      pulumi.mergeOptions(opts, { parent: this }),
    );

    this.recommendationName = recommendation.metadata.name as pulumi.Output<string>;
    this.registerOutputs({ recommendationName: this.recommendationName });
  }
}

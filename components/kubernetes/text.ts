import * as pulumi from "@pulumi/pulumi";

/** A value where Kubernetes takes texts alone: in a ConfigMap, an annotation, a quantity, a trigger of KEDA's. */
export const text = (value: pulumi.Input<string | number | boolean>): pulumi.Output<string> =>
  pulumi.output(value).apply(String);

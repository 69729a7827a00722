import type * as pulumi from "@pulumi/pulumi";
import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type { types } from "@pulumi/kubernetes";

/** A value of which every part may be known only later. */
export type DeepInput<T> = pulumi.Input<
  T extends readonly (infer Element)[]
    ? DeepInput<Element>[]
    : T extends object
      ? { [Key in keyof T]: DeepInput<T[Key]> }
      : T
>;

/** What the model of a kind of custom resource says, of which we use all but what Kubernetes itself fills in. */
interface CustomObject {
  apiVersion: string;
  kind: string;
  metadata?: object;
  spec?: object;
}

/**
 * Registers a custom resource whose properties are checked by the compiler, against the model of its kind in
 * `custom-resource-types.ts`. `apiextensions.CustomResource` alone takes anything.
 */
export function typedCustomResource<T extends CustomObject>(
  name: string,
  object: {
    apiVersion: T["apiVersion"];
    kind: T["kind"];
    metadata: types.input.meta.v1.ObjectMeta;
    spec: DeepInput<NonNullable<T["spec"]>>;
  },
  opts: pulumi.CustomResourceOptions,
): CustomResource {
  return new CustomResource(name, object, opts);
}

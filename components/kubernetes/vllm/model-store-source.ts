import type * as pulumi from "@pulumi/pulumi";

/** A container of Azure Blob Storage with the weights of models, each in a folder of its Hugging Face id. */
export interface ModelStoreSource {
  /** Name of the storage account. */
  accountName: pulumi.Input<string>;
  /** Name of the container. */
  containerName: pulumi.Input<string>;
  /** Client id of the managed identity that may read it. */
  identityClientId: pulumi.Input<string>;
}

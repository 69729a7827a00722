import type * as pulumi from "@pulumi/pulumi";

/** Where an Azure resource lives and what it is labelled with. */
export interface PlacementArgs {
  /** Resource group. */
  resourceGroupName: pulumi.Input<string>;
  /** Azure region in its short form, for example `koreacentral`. Default: the resource group's. */
  location?: pulumi.Input<string>;
  /** Tags of every resource that can carry them. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

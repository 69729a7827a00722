/** A paid plan of Defender for Cloud: a subscription has each of them once, switched on or off. */
export interface DefenderPlan {
  /** Azure's name of the plan, for example `Containers`. */
  name: string;
  /** The variant of a plan that has several. Default: the plan's only one. */
  subPlan?: string;
  /** Parts of the plan that are switched on with it and cost nothing more. */
  extensions: readonly string[];
}

/**
 * The plans for what the platform is made of. No program declares them: each exists in every subscription, as "Free", and
 * azure-native refuses to create what exists (pulumi/pulumi-azure-native#1722, #3934); two that are changed at a time collide
 * (hashicorp/terraform-provider-azurerm#32451). They are switched on beside the program, one after another.
 */
export const defenderPlans: readonly DefenderPlan[] = [
  { name: "Containers", extensions: ["ContainerRegistriesVulnerabilityAssessments", "ContainerSensor"] },
  { name: "KeyVaults", subPlan: "PerKeyVault", extensions: [] },
  { name: "StorageAccounts", subPlan: "DefenderForStorageV2", extensions: [] },
];

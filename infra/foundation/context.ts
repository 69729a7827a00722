import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import {
  currentDeployer,
  type Deployer,
  type PlacementArgs,
  type PrincipalType,
  type PrivateEndpoint,
} from "../../components/azure";
import type { Settings } from "../../stacks";

/** What every part of the foundation needs. */
export interface FoundationContext {
  settings: Settings;
  resourceGroup: resources.ResourceGroup;
  /** Group, region and tags of every resource. */
  placement: PlacementArgs;
  /** Random letters and digits for names that are unique in all of Azure, or kept after a deletion. */
  suffix: pulumi.Output<string>;
  deployer: Deployer;
  /** Who gets what a deployer needs: the group of all who deploy, or without one whoever does now. */
  deployers: Deployers;
  /** What was attached to other resources, as an endpoint or as diagnostics: locks on those come after it. */
  attachments: pulumi.Resource[];
  /** Private endpoints of services: whoever asks one of these by its name comes after them. */
  endpoints: PrivateEndpoint[];
}

/** Whom roles of a deployer go to. */
export interface Deployers {
  objectId: pulumi.Input<string>;
  principalType: pulumi.Input<PrincipalType>;
  /** Whether it is a group, which stays when somebody else deploys. */
  isGroup: boolean;
}

/** The resource group, and who deploys into it. */
export function createFoundationContext(settings: Settings): FoundationContext {
  const { environment, location, tags } = settings;
  // Names of registry, vault, stores and queue are unique in all of Azure, and a deleted vault or workspace keeps its name for
  // days: hence a suffix of our own, which a new stack after a destroy draws anew.
  const suffix = new random.RandomString("suffix", { length: 6, special: false, upper: false });
  const resourceGroup = new resources.ResourceGroup("breakwater", {
    resourceGroupName: `rg-breakwater-${environment}`,
    location,
    tags,
  });
  const deployer = currentDeployer();
  return {
    settings,
    resourceGroup,
    placement: { resourceGroupName: resourceGroup.name, location, tags },
    suffix: suffix.result,
    deployer,
    deployers: deployersOf(settings, deployer),
    attachments: [],
    endpoints: [],
  };
}

function deployersOf({ cluster: { deployerGroupObjectId } }: Settings, deployer: Deployer): Deployers {
  return deployerGroupObjectId === ""
    ? { objectId: deployer.objectId, principalType: deployer.principalType, isGroup: false }
    : { objectId: deployerGroupObjectId, principalType: "Group", isGroup: true };
}

import type { Json, JsonObject } from "@breakwater/plan-views";
import type { AzureState } from "../state";

/** Something that is known about Azure or its provider, and where it is written: a URL. */
export interface Sourced {
  source: string;
}

/** What a create meets. */
export type Existence = Sourced &
  (
    | {
        /** Nothing: the provider asks first, and refuses what is there. */
        kind: "made";
      }
    | {
        /** It is there in every subscription, so that the provider refuses every create. */
        kind: "always";
        /** What Azure answers where nobody has changed it. */
        untouched: JsonObject;
        /** How to have it as wanted. */
        way: string;
      }
    | {
        /** It comes with its parent, and the provider takes a create for an update. */
        kind: "with parent";
      }
  );

/** What a delete does. */
export type Deletion = Sourced &
  (
    | {
        /** It goes, and all that stands in it. */
        kind: "goes";
      }
    | {
        /** It goes by the service's own address, where a role in Azure's management counts for nothing. */
        kind: "data plane";
      }
    | {
        /** It stays, with its defaults. */
        kind: "reset";
      }
    | {
        /** Azure has no delete of it. */
        kind: "refused";
        code: string;
        message: string;
        way: string;
      }
  );

/** A name that is not free when its resource is gone. */
export interface KeptName extends Sourced {
  /** Days for which the name is kept, by its inputs and its parent's. */
  days(inputs: JsonObject, parent: JsonObject | undefined): number;
  /** Whether only the place under the same parent is taken, or the name everywhere. */
  within: "parent" | "everywhere";
  /** Azure's code. */
  code: string;
  /** What Azure says. */
  message(name: string): string;
  /** How to have the name again, or to do without. */
  way(inputs: JsonObject, name: string): string;
}

/** What keeps a resource from being deleted while it is there. */
export interface Hold extends Sourced {
  /** Tokens of those that hold it. */
  by: readonly string[];
  /** Where they name it: a property with its id; `(child)` where they stand in it. */
  path: string;
  /** Azure's code. */
  code: string;
  way: string;
}

/** A property that is about to change. */
export interface Change {
  /** As in a message, with the places of list elements. */
  path: string;
  before: Json | undefined;
  after: Json | undefined;
  /** All inputs before and after. */
  from: JsonObject;
  to: JsonObject;
  /** ARM id of the resource, and what exists: absent where a change is judged by its inputs alone. */
  id?: string;
  azure?: AzureState;
}

/** What becomes of a change of some properties. The first rule that fits decides. */
export type ChangeRule = Sourced & {
  /** Properties in azure-native's names; `[*]` is each element of a list, which is known by its name where it has one. */
  paths: readonly string[];
  /** What Azure has where the inputs do not say it: saying it is then no change. */
  unsaid?: Json;
  /** Only for some changes; absent: for all. */
  when?(change: Change): boolean;
} & (
    | {
        /** Azure changes it in place, against what one would expect. */
        becomes: "updated";
      }
    | {
        /** The provider deletes the resource and makes another one. */
        becomes: "replaced";
      }
    | {
        /** The provider sends the change, and Azure refuses it. */
        becomes: "refused";
        /** Azure's code. */
        code: string;
        reason: string;
        way: string;
      }
  );

/** All that is known of one type. */
export interface TypeFacts {
  /** Inputs that are part of the ARM id: a change of one is another resource. */
  pathParameters: readonly string[];
  existence: Existence;
  deletion: Deletion;
  /** Absent: the name is free at once, as far as anything is published. */
  keptName?: KeptName;
  holds?: readonly Hold[];
  /** What it is attached to, by a property with an id: a lock on that holds it too. */
  attachedTo?: Sourced & { path: string };
  /** It stays when what it is attached to is deleted, and is there again when that comes back under its name. */
  outlives?: Sourced;
  changes: readonly ChangeRule[];
  /** What says that every other property is updated in place. */
  otherwise: Sourced;
  /** What a GET answers where the inputs say nothing. */
  defaults?: Sourced & { values(inputs: JsonObject): JsonObject };
}

/** The provider's own source. */
const provider = "https://github.com/pulumi/pulumi-azure-native/blob/master/provider/pkg";

/** Where the provider lists what it replaces beside what the specification calls create-only. */
export const forceNew = `${provider}/gen/replacement.go`;

/** How the provider reads "create-only" (`x-ms-mutability`) in Microsoft's specification. */
const createOnly = `${provider}/gen/properties.go`;

/** The provider asks Azure before it creates. */
export const made: Existence = { kind: "made", source: `${provider}/azure/client_azcore.go` };

/** Comes with its parent: the provider's list of default states. */
export const withParent: Existence = {
  kind: "with parent",
  source: `${provider}/openapi/defaults/defaultResourcesState.go`,
};

/** What the provider's delete does to what comes with its parent. */
export const reset: Deletion = { kind: "reset", source: `${provider}/openapi/defaults/defaultResourcesState.go` };

/** Reference of a type in Microsoft's REST documentation, where its DELETE and its PUT stand. */
export const reference = (page: string): string => `https://learn.microsoft.com/rest/api/${page}`;

/** Terraform's pages say what Azure cannot update where Microsoft's do not: "forces a new resource". */
export const terraform = "https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources";

/** A DELETE of Azure's management takes it away. */
export const goes = (page: string): Deletion => ({ kind: "goes", source: reference(page) });

/** The provider replaces a resource in another region. */
export const newRegion: ChangeRule = { paths: ["location"], becomes: "replaced", source: createOnly };

/** The provider sends another region, and Azure Resource Manager refuses it: a resource never moves. */
export const noOtherRegion: ChangeRule = {
  paths: ["location"],
  becomes: "refused",
  code: "InvalidResourceLocation",
  reason: "a resource stays in the region in which it was made, and its name is taken there",
  way: "Give the new resource another name, move what it holds, then remove the old one.",
  source: "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-invalid-resource-location",
};

/** Azure refuses every change of some properties. */
export function fixed(
  paths: readonly string[],
  said: { reason: string; way: string; source: string; code?: string; unsaid?: Json; when?: ChangeRule["when"] },
): ChangeRule {
  const { reason, way, source, code = "PropertyChangeNotAllowed", unsaid, when } = said;
  return {
    paths,
    becomes: "refused",
    code,
    reason,
    way,
    source,
    ...(unsaid !== undefined && { unsaid }),
    ...(when && { when }),
  };
}

/** The provider replaces the resource for every change of some properties. */
export const replaced = (paths: readonly string[], source: string): ChangeRule => ({
  paths,
  becomes: "replaced",
  source,
});

/** The way round for what is decided when a resource is made. */
export const elsewhere = "Make a second one with another name, move what it holds, then remove the first.";

import { type AzureState, copyState } from "../azure";
import type { ResourceRequest } from "../engine";
import type { JsonObject } from "@breakwater/plan-views";

/** A resource as the checkpoint knows it: what the last step that went well has made of it. */
export interface RecordedResource extends ResourceRequest {
  /** The provider's id. */
  id: string;
  /** What the provider answered, inputs included. */
  outputs: JsonObject;
}

/** What Pulumi keeps of a stack. */
export interface Checkpoint {
  /** By URN, in the order of their last registration: what depends on another resource comes after it. */
  readonly resources: Map<string, RecordedResource>;
  /** Resources that were replaced and have still to be deleted. */
  readonly condemned: RecordedResource[];
  /** Creations under way when a deployment was interrupted, by URN: nobody knows whether they came to be. */
  readonly pendingCreates: Map<string, ResourceRequest>;
  /** How often each resource of the package random was drawn: a new creation has another value. */
  readonly draws: Map<string, number>;
}

/** What a deployment changes: the subscription, and what Pulumi knows of it. */
export interface World {
  azure: AzureState;
  checkpoint: Checkpoint;
}

/** Nothing deployed yet. */
export function emptyCheckpoint(): Checkpoint {
  return { resources: new Map(), condemned: [], pendingCreates: new Map(), draws: new Map() };
}

/** A world of its own that begins as another one is: what is done to it touches nothing. Records are never changed, only exchanged. */
export function copyWorld({ azure, checkpoint }: World): World {
  return {
    azure: copyState(azure),
    checkpoint: {
      resources: new Map(checkpoint.resources),
      condemned: [...checkpoint.condemned],
      pendingCreates: new Map(checkpoint.pendingCreates),
      draws: new Map(checkpoint.draws),
    },
  };
}

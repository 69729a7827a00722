import type { ResourceRequest, ResourceResult } from "../../engine";
import type { PropertyChange } from "../../changes";
import type { JsonObject } from "@breakwater/plan-views";
import type { RecordedResource, World } from "../checkpoint";

/** What a provider makes of new inputs. */
export interface InputsDiff {
  /** What differs; nothing: the resource is the same. */
  properties: PropertyChange[];
  /** Paths for which the resource is replaced. */
  replaces: readonly string[];
  /** Whether the provider deletes before it replaces, where the program says nothing of it. */
  deletesFirst: boolean;
}

/** A GET of a resource. */
export interface Reading {
  inputs: JsonObject;
  outputs: JsonObject;
}

/** A resource plugin, as the engine asks it. Each may throw, which is its refusal. */
export interface Provider {
  diff(recorded: RecordedResource, inputs: JsonObject): InputsDiff;
  create(request: ResourceRequest, world: World): Promise<ResourceResult>;
  update(recorded: RecordedResource, request: ResourceRequest, world: World): Promise<ResourceResult>;
  /** What is there; `undefined`: nothing. */
  read(recorded: RecordedResource, world: World): Reading | undefined;
  delete(recorded: RecordedResource, world: World): void;
}

/** What stands in the place of a value that is not known, as the outputs of what is about to be replaced. */
export const unknownInput = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

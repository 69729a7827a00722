import { Reader } from "./read";
import { ifKnown, UnknownValueError, unknownNamespace } from "./unknown";

// Properties are what a program or an engine gives: their shape is what a view checks, not what it can rely on.
/* eslint-disable @typescript-eslint/no-explicit-any */
export type Properties = Record<string, any>;
/* eslint-enable @typescript-eslint/no-explicit-any */

/** One resource of a stack, as Pulumi's policies and a Plan both can tell it. */
export interface Resource {
  /** Pulumi's own type token, for example `azure-native:containerservice:AgentPool`. */
  type: string;
  name: string;
  urn: string;
  /**
   * What the program asks for; of the stack itself, its outputs. In a preview of Pulumi's engine, reading what is not known yet
   * throws, and the engine then says that the rule could not judge; `[unknown]` of a Plan does the same. `ifKnown` reads what may be
   * unknown.
   */
  props: Properties;
  /** What the provider made of it, where a Plan has it; a rule does not judge by it, because in a first preview there is none. */
  outputs?: Properties;
  /** Namespace of a Kubernetes object; absent where it names none. */
  namespace?: string;
  /** Whether `props` show what the program keeps secret as they show everything else: Pulumi's engine does so, a Plan masks it. Default: false */
  showsSecrets?: boolean;
  options: { protect: boolean; ignoreChanges: string[] };
}

/** A resource without what only a stack as a whole has: of a request to a provider, or of what a twin remembers. */
export type DeclaredResource = Pick<Resource, "type" | "name" | "props">;

/**
 * Whether a resource is of a type, given as a token without its API version: one kind has several tokens, as
 * `azure-native:containerservice:AgentPool` and `azure-native:containerservice/v20250801:AgentPool`, or
 * `kubernetes:autoscaling/v2:HorizontalPodAutoscaler`.
 */
export function isType(resource: Pick<Resource, "type">, token: string): boolean {
  // Nearly all of a stack's resources are of another type, and every rule asks.
  if (!resource.type.endsWith(token.slice(token.lastIndexOf(":")))) return false;
  // Every rule asks it of every resource, so the tokens are compared in place.
  const { type } = resource;
  const end = token.lastIndexOf(":");
  if (!type.endsWith(token.slice(end)) || !type.startsWith(token.slice(0, end))) return false;
  return type.length === token.length || type[end] === "/";
}

/** The resources of a type, given as `isType` takes it. */
export const ofType = <Of extends Pick<Resource, "type">>(resources: readonly Of[], token: string): Of[] =>
  resources.filter((resource) => isType(resource, token));

/**
 * Name of a resource in Azure, for a message: in a first preview it may not be known yet, and then Pulumi's own name stands for it,
 * so that no rule ends up without a judgement for the sake of its words.
 */
export function azureName({ props, name }: Pick<Resource, "props" | "name">, property: string): string {
  return String(ifKnown<unknown>(() => props[property]) ?? name);
}

/**
 * A Kubernetes object, as its kind's view reads it. Its namespace or its name may not be known in a preview: reading that throws, while
 * `title` and `id` hold what stands for it, so that a message can name the object.
 */
export interface KubernetesObject {
  resource: Resource;
  /** As a message names it: *PodDisruptionBudget "production/shop"*. */
  title: string;
  /** `namespace/name`, as kubectl writes it. */
  id: string;
  /** `default` where it names none. */
  namespace: string;
  name: string;
}

/** Reads of an object what its kind's view has in common with all others. */
export function objectOf(resource: Resource): KubernetesObject {
  const { outputs, namespace = "default" } = resource;
  const metadata = () => propertiesOf(resource).object("metadata");
  // Where the program names none, Pulumi does, and the provider's answer has it.
  const nameOf = (): string => metadata().text("name") ?? String(outputs?.metadata?.name ?? resource.name);
  const id = `${namespace}/${ifKnown(nameOf) ?? resource.name}`;
  const title = `${kindOf(resource)} "${id}"`;
  return {
    resource,
    title,
    id,
    get namespace() {
      if (namespace === unknownNamespace)
        throw new UnknownValueError(`${title}: metadata.namespace is not known before the stack is up`);
      // One that is no text is none, and not the default.
      if (resource.namespace === undefined) metadata().text("namespace");
      return namespace;
    },
    get name() {
      return nameOf();
    },
  };
}

/** An object with what its kind's view adds. A spread would read what may not be known. */
export const viewOf = <View extends object>(object: KubernetesObject, view: View): KubernetesObject & View =>
  Object.defineProperties(view, Object.getOwnPropertyDescriptors(object)) as KubernetesObject & View;

/** The Kubernetes objects of a type, given as `isType` takes it. */
export const objectsOf = (resources: readonly Resource[], token: string): KubernetesObject[] =>
  ofType(resources, token).map(objectOf);

/** The last part of a type token: `AgentPool` of `azure-native:containerservice:AgentPool`. */
export const kindOf = ({ type }: Pick<Resource, "type">): string => type.slice(type.lastIndexOf(":") + 1);

/** Reads the properties of an object. */
export const readerOf = ({ title, resource }: Pick<KubernetesObject, "title" | "resource">): Reader =>
  new Reader(title, resource.props);

/** Reads the properties of a resource that has no view of its own; messages call it by its type and Pulumi's name. */
export const propertiesOf = (resource: Resource): Reader =>
  new Reader(`${kindOf(resource)} "${resource.name}"`, resource.props);

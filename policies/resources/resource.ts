// Properties are what a program or an engine gives: their shape is what a rule checks, not what it can rely on.
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
   * throws, and the engine then says that the rule could not judge. `ifKnown` reads what may be unknown.
   */
  props: Properties;
  /** Namespace of a Kubernetes object; absent where it names none. */
  namespace?: string;
  options: { protect: boolean; ignoreChanges: string[] };
}

/**
 * Whether a resource is of a type, given as a token without its API version: one kind has several tokens, as
 * `azure-native:containerservice:AgentPool` and `azure-native:containerservice/v20250801:AgentPool`, or
 * `kubernetes:autoscaling/v2:HorizontalPodAutoscaler`.
 */
export function isType(resource: Pick<Resource, "type">, token: string): boolean {
  const [pkg, module, name] = token.split(":");
  const [ofPkg, ofModule, ofName] = resource.type.split(":");
  return pkg === ofPkg && name === ofName && (ofModule === module || ofModule?.startsWith(`${module}/`) === true);
}

/**
 * Name of a resource in Azure, for a message: in a first preview it may not be known yet, and then Pulumi's own name stands for it,
 * so that no rule ends up without a judgement for the sake of its words.
 */
export function azureName({ props, name }: Pick<Resource, "props" | "name">, property: string): string {
  return String(ifKnown<unknown>(() => props[property]) ?? name);
}

/** What stands for a namespace that a preview cannot know. */
export const unknownNamespace = "(not known yet)";

/** What `read` gives, or `undefined` where it reads a value that is not known in this preview. */
export function ifKnown<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    // By name: loading the class would load all of @pulumi/policy, which starts with gRPC.
    if (error instanceof Error && error.constructor.name === "UnknownValueError") return undefined;
    throw error;
  }
}

import { ofType, type Resource } from "./resource";

/** Type token of the stack itself. */
export const stackType = "pulumi:pulumi:Stack";

/** Whether a resource is the stack itself, whose `props` are its outputs. */
export const isStack = ({ type }: Pick<Resource, "type">): boolean => type === stackType;

/** The stack itself; `undefined` among resources without one. */
export const stackResource = (resources: readonly Resource[]): Resource | undefined => ofType(resources, stackType)[0];

/** Name of the stack that a resource is of: its URN begins with `urn:pulumi:<stack>::`. */
export const stackOf = ({ urn }: Pick<Resource, "urn">): string => urn.split(":")[2] ?? "";

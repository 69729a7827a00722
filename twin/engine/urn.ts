/** Type of the resource that stands above all others. */
export const stackType = "pulumi:pulumi:Stack";

/**
 * The URN that Pulumi's engine gives to a resource. The type in it is qualified by the types of all ancestors but the stack:
 * `breakwater:azure:AksCluster$azure-native:containerservice:ManagedCluster`.
 *
 * @param parent URN of the parent; empty for the stack
 */
export function urnOf(project: string, stack: string, parent: string, type: string, name: string): string {
  const parentType = parent.split("::")[2];
  const qualified = parentType && parentType !== stackType ? `${parentType}$${type}` : type;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

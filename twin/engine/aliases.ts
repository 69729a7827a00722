import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { packageOf } from "./backend";
import { urnOf } from "./urn";

/**
 * The former URNs of a resource that the program gives. Those of the provider's SDK are left out: azure-native names every
 * API version that ever had the type, two dozen for a resource group.
 */
export function aliasesOf(request: RegisterResourceRequest, project: string, stack: string): string[] {
  return request
    .getAliasesList()
    .filter((alias) => !isOfSdk(alias, request))
    .map((alias) => {
      // An alias is either a URN, or the parts of it that were different.
      const spec = alias.getSpec();
      if (!spec) return alias.getUrn();
      return urnOf(
        spec.getProject() || project,
        spec.getStack() || stack,
        spec.getNoparent() ? "" : spec.getParenturn() || request.getParent(),
        spec.getType() || request.getType(),
        spec.getName() || request.getName(),
      );
    });
}

/** Only a custom resource's SDK says that another type of the same package was this one. */
function isOfSdk(alias: Alias, request: RegisterResourceRequest): boolean {
  const type = alias.getSpec()?.getType();
  return (
    request.getCustom() && !!type && !alias.getSpec()!.getName() && packageOf(type) === packageOf(request.getType())
  );
}

import * as pulumi from "@pulumi/pulumi";

/**
 * What Azure adds to a property that the program sets, as the issuer's address to `oidcIssuerProfile: { enabled: true }`.
 *
 * In a preview such a property may look known and lack the addition, of a new resource as of one that is about to change;
 * it is unknown then.
 *
 * @param what names the addition in the error that a resource without it raises once it exists
 */
export function computed<T, R>(
  resource: pulumi.CustomResource,
  property: pulumi.Output<T>,
  read: (value: T) => R | undefined,
  what: string,
): pulumi.Output<R> {
  return pulumi
    .all([resource.id, resource.urn])
    .apply(([, urn]) => property.apply((value) => read(value as T) ?? missing<R>(what, urn))) as pulumi.Output<R>;
}

/** What stands for an addition that is not there. */
export function missing<R>(what: string, urn: string): R {
  if (pulumi.runtime.isDryRun()) return pulumi.unknown as R;
  throw unexpectedAnswer(`Azure reports no ${what} of ${urn}`);
}

/** The error of an answer that Azure does not give. Pulumi prints its message alone. */
export function unexpectedAnswer(message: string): pulumi.RunError {
  const error = new pulumi.RunError(message);
  // Pulumi formats an error that has a stack of calls together with the promises that it hangs on the error: measured, about
  // 18 s for each, and a process of gigabytes.
  error.stack = undefined;
  return error;
}

/**
 * The control plane cannot be built or started, for a reason that the message states in full together with what to do. The
 * `breakwater` command prints it without a stack trace and ends with exit code 1.
 */
export class ControlPlaneError extends Error {
  override name = "ControlPlaneError";
}

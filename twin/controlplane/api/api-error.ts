/** The API server refused a request. The message is the server's own. */
export class ApiError extends Error {
  override name = "ApiError";

  constructor(
    /** HTTP status. */
    readonly status: number,
    /** Kubernetes' own reason, for example `Invalid` or `NotFound`. */
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }

  /** From the body of a refusal, which is a `Status` object except when something between is at fault. */
  static fromResponse(status: number, body: string): ApiError {
    try {
      const { reason, message } = JSON.parse(body) as { reason?: string; message?: string };
      return new ApiError(status, reason ?? "Unknown", message ?? body);
    } catch {
      return new ApiError(status, "Unknown", body.trim() || `HTTP ${status}`);
    }
  }
}

import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { ChatError } from "../engine";

/** gRPC's code for an HTTP status, after the table that gRPC's own gateways use. */
const codes: Readonly<Record<number, status>> = {
  400: status.INVALID_ARGUMENT,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.NOT_FOUND,
  408: status.DEADLINE_EXCEEDED,
  409: status.ABORTED,
  413: status.INVALID_ARGUMENT,
  422: status.INVALID_ARGUMENT,
  429: status.RESOURCE_EXHAUSTED,
  499: status.CANCELLED,
  // A backend's fault that another try may not meet.
  502: status.UNAVAILABLE,
  503: status.UNAVAILABLE,
  504: status.DEADLINE_EXCEEDED,
};

/** The code of an HTTP status. */
export function codeOf(httpStatus: number): status {
  return codes[httpStatus] ?? (httpStatus >= 400 && httpStatus < 500 ? status.FAILED_PRECONDITION : status.INTERNAL);
}

/** A failed chat call as gRPC tells it. What is not a `ChatError` is a fault of ours, whose words are for the log alone. */
export function toServiceError(error: unknown): Partial<ServiceError> {
  if (!(error instanceof ChatError)) return { code: status.INTERNAL, details: "internal error" };
  const metadata = new Metadata();
  metadata.set("error-code", error.code);
  if (error.retryAfterSeconds !== undefined) metadata.set("retry-after", String(Math.ceil(error.retryAfterSeconds)));
  return { code: codeOf(error.status), details: error.message, metadata };
}

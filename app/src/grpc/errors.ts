import { toUSVString } from "node:util";
import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { ChatError, knownError } from "../engine";

/**
 * gRPC's code for an HTTP status, after the table that gRPC's own gateways use; what is too large, and what the server cannot read, as gRPC's libraries
 * tell them (https://github.com/grpc/grpc/blob/master/doc/statuscodes.md).
 */
const codes: Readonly<Record<number, status>> = {
  400: status.INVALID_ARGUMENT,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.NOT_FOUND,
  405: status.UNIMPLEMENTED,
  408: status.DEADLINE_EXCEEDED,
  409: status.ABORTED,
  413: status.RESOURCE_EXHAUSTED,
  415: status.UNIMPLEMENTED,
  422: status.INVALID_ARGUMENT,
  429: status.RESOURCE_EXHAUSTED,
  499: status.CANCELLED,
  501: status.UNIMPLEMENTED,
  // A backend's fault that another try may not meet.
  502: status.UNAVAILABLE,
  503: status.UNAVAILABLE,
  504: status.DEADLINE_EXCEEDED,
};

/** The code of an HTTP status. */
export function codeOf(httpStatus: number): status {
  return codes[httpStatus] ?? (httpStatus >= 400 && httpStatus < 500 ? status.FAILED_PRECONDITION : status.INTERNAL);
}

/**
 * A failed chat call as gRPC tells it. What is not a `ChatError` is a fault of ours, whose words are for the log alone. A provider's code may have letters
 * that no header takes, and its message half a surrogate pair, which no UTF-8 has: neither may break the telling.
 */
export function toServiceError(error: unknown): Pick<ServiceError, "code" | "details" | "metadata"> {
  const { status: http, code, message, retryAfterSeconds } = knownError(error);
  const metadata = new Metadata();
  metadata.set("error-code", code.replace(/[^\x21-\x7e]+/g, "_"));
  if (retryAfterSeconds !== undefined) metadata.set("retry-after", String(Math.ceil(retryAfterSeconds)));
  return {
    code: codeOf(http),
    details: error instanceof ChatError ? toUSVString(message) : "internal error",
    metadata,
  };
}

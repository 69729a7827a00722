import type { Priority } from "@breakwater/overload";
import type { FastifyRequest } from "fastify";
import { ChatError } from "../engine";

/** A use case from the body, or from a header for clients that cannot add a field. */
export function useCaseOf(request: FastifyRequest, field: unknown): string | undefined {
  const header = request.headers["x-use-case"];
  return typeof field === "string" ? field : typeof header === "string" && header !== "" ? header : undefined;
}

/** `x-priority`: interactive unless the caller says that it can wait. */
export function priorityOf(request: FastifyRequest): Priority {
  const header = request.headers["x-priority"];
  if (header === undefined || header === "interactive") return "interactive";
  if (header === "batch") return "batch";
  throw new ChatError("invalid_request", 'x-priority must be "interactive" or "batch".', {
    param: "x-priority",
  });
}

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
  throw new ChatError(400, "invalid_request_error", 'x-priority must be "interactive" or "batch".', {
    code: "invalid_request",
    param: "x-priority",
  });
}

const userName = /^[\w.@:+-]{1,128}$/;

/** Name of the cookie that tells one browser from another. */
export const userCookie = "breakwater_user";

/** Who asks: what the edge says, else the browser's cookie; `undefined` for a client that says nothing. */
export function userOf(request: FastifyRequest): string | undefined {
  const header = request.headers["x-user-id"];
  if (typeof header === "string" && userName.test(header)) return header;
  const cookie = request.headers.cookie?.split("; ").find((pair) => pair.startsWith(`${userCookie}=`));
  const value = cookie?.slice(userCookie.length + 1);
  return value !== undefined && userName.test(value) ? value : undefined;
}

/** The name under which a caller's conversations are kept. */
export const nameOfUser = (request: FastifyRequest): string => userOf(request) ?? "anonymous";

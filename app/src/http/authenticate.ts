import type { FastifyInstance, FastifyRequest } from "fastify";
import { ChatError } from "../engine";
import type { Credentials, Identity } from "../identity";
import type { OpenUsage } from "../usage";

/** Finds out who asks, before the body is read, on every route that shows or spends something: those of `/v1` and `/api`. */
export function authenticate(server: FastifyInstance, identity: Identity, usage?: OpenUsage): void {
  server.addHook("onRequest", (request, reply, next) => {
    if (needsCaller(request)) {
      try {
        request.record.caller = identity.callerOf(credentialsOf(request));
        request.record.usage = usage;
      } catch (error) {
        // Every 401 names a scheme (RFC 9110, 11.6.1).
        if (error instanceof ChatError && error.status === 401) void reply.header("www-authenticate", "Bearer");
        throw error;
      }
    }
    next();
  });
}

/** The page, the description and the probes are open, and so is a browser's question which requests it may make. */
function needsCaller({ routeOptions: { url }, method }: FastifyRequest): boolean {
  return url !== undefined && (url.startsWith("/v1/") || url.startsWith("/api/")) && method !== "OPTIONS";
}

function credentialsOf({ headers, socket }: FastifyRequest): Credentials {
  return {
    authorization: headers.authorization,
    apiKey: textOf(headers["api-key"]),
    userId: textOf(headers["x-user-id"]),
    cookie: headers.cookie,
    address: socket.remoteAddress,
  };
}

/** A header that came once. Node joins what came twice to a text that is no name and no key. */
const textOf = (header: string | string[] | undefined): string | undefined =>
  typeof header === "string" ? header : undefined;

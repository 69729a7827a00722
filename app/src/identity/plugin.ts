import type { FastifyPluginCallback } from "fastify";
import type { Identity } from "./identity";

/** What the routes of identity need. */
export interface IdentityPluginOptions {
  identity: Identity;
}

/** `GET /api/me`: who the caller is and where it signs out, for a page that shows it. */
export const identityPlugin: FastifyPluginCallback<IdentityPluginOptions> = (server, { identity }, done) => {
  server.get("/api/me", async (request, reply) => {
    const { caller } = request.record;
    return reply.header("cache-control", "no-store").send({
      user: caller.user,
      key: caller.key ?? null,
      login: identity.loginOf(caller),
      logout: identity.logoutOf(caller) ?? null,
    });
  });
  done();
};

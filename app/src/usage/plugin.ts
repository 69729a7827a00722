import type { FastifyPluginCallback } from "fastify";
import type { OpenUsage } from "./open-usage";

/** What the routes of usage need. */
export interface UsagePluginOptions {
  usage: Pick<OpenUsage, "usageOf">;
}

/** `GET /api/usage`: what the caller's own key has used today and has left. A caller without a key has no limits, and its `key` is null. */
export const usagePlugin: FastifyPluginCallback<UsagePluginOptions> = (server, { usage }, done) => {
  server.get("/api/usage", async (request, reply) =>
    reply.header("cache-control", "no-store").send((await usage.usageOf(request.record.caller)) ?? { key: null }),
  );
  done();
};

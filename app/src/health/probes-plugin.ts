import type { FastifyPluginCallback } from "fastify";
import type { SharedHealthState } from "./shared-state";

/** What the API's own probes look at. */
export interface ProbesPluginOptions {
  state: SharedHealthState;
}

/**
 * `/health` and `/ready` of the API, answered by the main thread: this thread never blocks for more than 5 s, so
 * its silence is the fault that liveness looks for. A lost Redis or gateway makes no pod unready: taking every pod
 * out of the Service would turn a fault of a neighbour into an outage.
 */
export const probesPlugin: FastifyPluginCallback<ProbesPluginOptions> = (server, { state }, done) => {
  // Probes come every few seconds for the life of a pod: no log line for each.
  const quiet = { logLevel: "warn" } as const;
  server.get("/health", quiet, (_request, reply) => reply.header("cache-control", "no-store").send({ status: "ok" }));
  server.get("/ready", quiet, (_request, reply) => {
    const status = state.draining ? "draining" : state.started ? "ok" : "starting";
    return reply
      .code(status === "ok" ? 200 : 503)
      .header("cache-control", "no-store")
      .send({ status });
  });
  done();
};

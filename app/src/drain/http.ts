import type { Server } from "node:http";
import type { FastifyInstance } from "fastify";
import type { DrainStep } from "./drain";

/**
 * While the process drains, every answer ends its connection: a client with an open one would otherwise never learn
 * that another pod should serve it. It stands on the raw response, so that hijacked streams carry it too. To be called before
 * the routes are registered.
 */
export function closeConnectionsOnDrain(fastify: FastifyInstance, draining: () => boolean): void {
  fastify.addHook("onRequest", (_request, reply, next) => {
    if (draining()) reply.raw.setHeader("connection", "close");
    next();
  });
}

/** Stops to accept, lets answers and streams finish, cuts what is left at the cut. */
export const drainHttp = (fastify: FastifyInstance): DrainStep => ({
  name: "http",
  run: async (cut) => {
    const server = fastify.server as Server;
    const closeAll = (): void => server.closeAllConnections();
    if (cut.aborted) closeAll();
    cut.addEventListener("abort", closeAll, { once: true });
    // Node closes the connections that are idle now; those that become idle later are closed by `connection: close`, except
    // the ones whose answer began before the drain: these are swept.
    const sweep = setInterval(() => server.closeIdleConnections(), 200);
    try {
      await fastify.close();
    } finally {
      clearInterval(sweep);
      cut.removeEventListener("abort", closeAll);
    }
  },
});

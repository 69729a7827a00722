import type { FastifyInstance } from "fastify";
import { MemoryBudget } from "../body";
import { createHttpServer, type ServerPart } from "../http/server";
import { type Identity, identityPlugin, openIdentity } from "../identity";
import type { Logger } from "../logging";
import type { Metrics } from "../metrics";
import { createEngine, type RunningEngine } from "../routing";
import { openGatewayKey } from "../secrets";
import type { Settings } from "../settings";
import { connectTasks, tasksPlugin } from "../tasks";
import type { Tracing } from "../tracing";
import { openSessions } from "./open-sessions";

/** What the API needs from the process around it. */
export interface ApiSurroundings {
  settings: Settings;
  logger: Logger;
  metrics: Metrics;
  tracing: Tracing;
  /** Further hooks and routes of the HTTP server. */
  extend?: readonly ServerPart[];
}

/** The API without its sockets. */
export interface Api {
  /** The HTTP server; it does not listen yet. */
  http: FastifyInstance;
  running: RunningEngine;
  /** Says who asks, for gRPC as for HTTP. */
  identity: Identity;
  /** What the requests of both servers may hold together. */
  memory: MemoryBudget;
  /** Ends what both servers used; after the last answer. */
  close(): Promise<void>;
}

/** Puts the API together from the settings. */
export async function createApi({ settings, logger, metrics, tracing, extend = [] }: ApiSurroundings): Promise<Api> {
  const gatewayKey = await openGatewayKey(settings, logger);
  const running = createEngine({ settings, metrics, tracing, gatewayKey });
  const sessions = await openSessions(settings, logger, metrics);
  const tasks = await connectTasks(settings, logger);
  const { identity, close: closeIdentity } = await openIdentity(settings, logger);
  const memory = new MemoryBudget(settings.MAX_BUFFERED_BYTES);
  const http = createHttpServer({
    settings,
    logger,
    metrics,
    tracing,
    engine: running.engine,
    router: running.router,
    sessions: sessions.store,
    memory,
    identity,
    extend: [
      ...extend,
      (server) => void server.register(identityPlugin, { identity }),
      (server) =>
        void server.register(tasksPlugin, { service: tasks?.service, userOf: (request) => request.record.caller.user }),
    ],
  });
  return {
    http,
    running,
    identity,
    memory,
    close: async () => {
      await running.close();
      gatewayKey.close();
      closeIdentity();
      sessions.close();
      await tasks?.close();
    },
  };
}

import type { FastifyInstance } from "fastify";
import { MemoryBudget } from "../body";
import { createHttpServer, type ServerPart } from "../http/server";
import { type Identity, identityPlugin, openIdentity } from "../identity";
import type { ChatEngine } from "../engine";
import type { Logger } from "../logging";
import type { Metrics } from "../metrics";
import { createEngine, type RunningEngine } from "../routing";
import { openGatewayKey } from "../secrets";
import type { Settings } from "../settings";
import { connectTasks, tasksPlugin } from "../tasks";
import type { Tracing } from "../tracing";
import { openUsage, usagePlugin } from "../usage";
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
  /** The engine with the limits of its callers, for gRPC as for HTTP. */
  engine: ChatEngine;
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
  const { identity, keys, close: closeIdentity } = await openIdentity(settings, logger, metrics);
  // Side by side: each waits a moment for Redis.
  const [sessions, usage, tasks] = await Promise.all([
    openSessions(settings, logger, metrics),
    openUsage({ settings, logger, metrics, running, keys }),
    connectTasks(settings, logger),
  ]);
  const { engine } = usage;
  const memory = new MemoryBudget(settings.MAX_BUFFERED_BYTES);
  const http = createHttpServer({
    settings,
    logger,
    metrics,
    tracing,
    engine,
    router: running.router,
    sessions: sessions.store,
    memory,
    identity,
    usage,
    extend: [
      ...extend,
      (server) => void server.register(identityPlugin, { identity }),
      (server) => void server.register(usagePlugin, { usage }),
      (server) =>
        void server.register(tasksPlugin, {
          service: tasks?.service,
          callerOf: (request) => request.record.caller,
          checkRoute: (asked) => void running.router.route(asked),
        }),
    ],
  });
  return {
    http,
    running,
    engine,
    identity,
    memory,
    close: async () => {
      await running.close();
      gatewayKey.close();
      await usage.close();
      closeIdentity();
      sessions.close();
      await tasks?.close();
    },
  };
}

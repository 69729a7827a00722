import type { FastifyInstance } from "fastify";
import { ClientKeys, createHttpServer, type ServerPart, userOf } from "../http";
import type { Logger } from "../logging";
import type { Metrics } from "../metrics";
import { createEngine, type RunningEngine } from "../routing";
import { openGatewayKey, WatchedSecret } from "../secrets";
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
  /** Checks a caller's `authorization` by gRPC; `undefined` where the edge authenticates callers. */
  authorize: ((authorization: string | undefined) => void) | undefined;
  /** Ends what both servers used; after the last answer. */
  close(): Promise<void>;
}

/** Puts the API together from the settings. */
export async function createApi({ settings, logger, metrics, tracing, extend = [] }: ApiSurroundings): Promise<Api> {
  const gatewayKey = await openGatewayKey(settings, logger);
  const running = createEngine({ settings, metrics, tracing, gatewayKey });
  const sessions = await openSessions(settings, logger, metrics);
  const tasks = await connectTasks(settings, logger);
  const clientKeys = await openClientKeys(settings, logger);
  const keys = clientKeys && new ClientKeys(clientKeys);
  const http = createHttpServer({
    settings,
    logger,
    metrics,
    tracing,
    engine: running.engine,
    router: running.router,
    sessions: sessions.store,
    clientKeys,
    extend: [...extend, (server) => void server.register(tasksPlugin, { service: tasks?.service, userOf })],
  });
  return {
    http,
    running,
    authorize: keys && ((authorization) => keys.authorize(authorization)),
    close: async () => {
      await running.close();
      gatewayKey.close();
      clientKeys?.close();
      sessions.close();
      await tasks?.close();
    },
  };
}

async function openClientKeys(settings: Settings, logger: Logger): Promise<WatchedSecret | undefined> {
  const { CLIENT_API_KEYS: fallback, CLIENT_API_KEYS_FILE: file } = settings;
  if (fallback === undefined && file === undefined) return undefined;
  return WatchedSecret.open({ name: "CLIENT_API_KEYS", file, fallback, logger });
}

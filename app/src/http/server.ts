import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from "fastify";
import { ContextWindows } from "../context-window";
import type { MemoryBudget } from "../body";
import type { ChatEngine } from "../engine";
import type { Identity } from "../identity";
import { type Logger, requestIdFrom } from "../logging";
import type { Metrics } from "../metrics";
import type { Router } from "../routing";
import { type SessionStore, sessionBounds } from "../sessions";
import type { Settings } from "../settings";
import type { Tracing } from "../tracing";
import { authenticate } from "./authenticate";
import type { OpenUsage } from "../usage";
import { chat } from "./chat";
import { conversationRoutes } from "./conversation-routes";
import { Conversations } from "./conversations";
import { allowOrigins } from "./cors";
import { answerClientError, answerErrors, answerUnroutable, refuseTunnels, requireHost } from "./errors";
import { meetExpectations } from "./expectations";
import { acceptJson } from "./json-body";
import { modelCalls } from "./model-calls";
import { models } from "./models";
import { observeRequests } from "./observe";
import { openApi } from "./openapi";
import { page } from "./page";
import { endPipelined } from "./pipelined-requests";
import { StalledClients } from "./stalled-clients";
import { targetOf } from "./request-target";

/** Adds hooks and routes to the server. */
export type ServerPart = (server: FastifyInstance) => void;

/** What the HTTP server is made of. */
export interface HttpServerOptions {
  settings: Settings;
  logger: Logger;
  metrics: Metrics;
  tracing: Tracing;
  engine: ChatEngine;
  router: Router;
  sessions: SessionStore;
  /** What all requests together may hold. */
  memory: MemoryBudget;
  /** Says who asks, or refuses. */
  identity: Identity;
  /** What callers use and may use; left out where nothing is counted. */
  usage?: OpenUsage;
  /** Further parts of the server, in this order, before its own routes. */
  extend?: readonly ServerPart[];
}

/** Load balancers keep idle connections for a minute: who closes first must be them, or requests meet a closing socket. */
const keepAliveMs = 75_000;
/** Time for a request's headers, and for its whole body. */
const headersMs = 10_000;
const requestMs = 60_000;
/** Bytes of all headers of a request. */
const maxHeaderBytes = 16 * 1024;

/** Connections that may wait to be accepted: a surge opens thousands at once, and Node's 511 would reset the rest. */
export const acceptBacklog = 4_096;

/** The HTTP server on 8080; it does not listen yet. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const { settings, logger, metrics, tracing, engine, router } = options;
  const server = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    // One line a request is written at its end, with what the answer was.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: (request) => requestIdFrom(request.headers["x-request-id"]),
    requestIdHeader: false,
    bodyLimit: settings.MAX_BODY_BYTES,
    keepAliveTimeout: keepAliveMs,
    requestTimeout: requestMs,
    forceCloseConnections: "idle",
    // A base URL is written with a slash at its end or without.
    // An id may be as long as the headers: one that is too long is one that is not there.
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: maxHeaderBytes },
    clientErrorHandler: answerClientError,
    frameworkErrors: answerUnroutable,
    rewriteUrl: ({ url }) => targetOf(url ?? "/"),
    http: {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: headersMs,
      connectionsCheckingInterval: 5_000,
      // Refused in words, by a hook.
      requireHostHeader: false,
    },
    // Answers go out while the process drains: the load balancer has not noticed yet.
    return503OnClosing: false,
  });
  server.server.maxConnections = settings.MAX_CONNECTIONS;
  meetExpectations(server.server);
  refuseTunnels(server.server);
  endPipelined(server.server);
  const stalled = new StalledClients(settings.CLIENT_STALL_TIMEOUT * 1_000, () =>
    metrics.stalledClients.inc({ protocol: "http" }),
  );
  stalled.watch(server.server);
  observeRequests(server, { logger, metrics, tracing, budget: options.memory, stalled });
  server.addHook("onRequest", requireHost);
  allowOrigins(server, settings.CORS_ORIGINS);
  authenticate(server, options.identity, options.usage);
  acceptJson(server);
  answerErrors(server, logger);
  for (const add of options.extend ?? []) add(server);

  modelCalls(server, { engine, logPrompts: settings.LOG_PROMPTS });
  const conversations = new Conversations(options.sessions, sessionBounds(settings), logger);
  const windows = new ContextWindows(settings.CONTEXT_WINDOWS, settings.MAX_TOKENS);
  chat(server, { engine, conversations, router, windows, logPrompts: settings.LOG_PROMPTS });
  conversationRoutes(server, conversations);
  models(server, router, settings, options.usage);
  page(server, options.identity);
  server.get("/openapi.json", () => openApi);
  return server;
}

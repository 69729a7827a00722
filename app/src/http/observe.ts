import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type MemoryBudget, MemoryShare } from "../body";
import { type Logger, requestLine } from "../logging";
import type { Metrics } from "../metrics";
import type { Tracing } from "../tracing";
import { RequestRecord } from "./request-record";
import type { StalledClients } from "./stalled-clients";

/** What is told about requests, and to whom. */
export interface ObserveOptions {
  logger: Logger;
  metrics: Metrics;
  tracing: Tracing;
  budget: MemoryBudget;
  stalled: Pick<StalledClients, "wasCut">;
}

/** Routes that are asked every few seconds for the life of a pod: seen at `debug` only, and in no metric. */
const quietRoutes = new Set(["/health", "/ready"]);

/**
 * Gives every request its record and, at its end, one log line, its metrics and its span. It stands on the response's `close`,
 * which comes exactly once: after the last byte, or when the client has gone.
 */
export function observeRequests(
  server: FastifyInstance,
  { logger, metrics, tracing, budget, stalled }: ObserveOptions,
): void {
  const count = new RequestCounters(metrics);
  // A place in the object's shape; the value is set for every request.
  server.decorateRequest("record", null as unknown as RequestRecord);
  server.addHook("onRequest", (request, reply, next) => {
    const record = new RequestRecord(new MemoryShare(budget));
    request.record = record;
    // Not on the raw response: Node then writes every header of an answer one by one, which costs as much as all else that an answer's head does.
    void reply.header("x-request-id", request.id);
    const route = request.routeOptions.url ?? "unmatched";
    record.span = quietRoutes.has(route) ? undefined : tracing.startRequest(request.method, route, request.headers);
    reply.raw.once("close", () => ended(request, reply, route));
    next();
  });

  const ended = (request: FastifyRequest, reply: FastifyReply, route: string): void => {
    const { record } = request;
    const finished = reply.raw.writableFinished;
    // Whatever still runs for it has no reader any more, also where its own handler has failed.
    record.signal.abort();
    if (!finished && stalled.wasCut(request.raw.socket)) record.errorCode = "client_stalled";
    record.memory.release();
    // nginx's status for a client that went before its answer.
    const status = finished ? reply.raw.statusCode : 499;
    const milliseconds = performance.now() - record.start;
    tracing.endRequest(record.span, status);
    const quiet = quietRoutes.has(route);
    if (!quiet) count.answered(route, status, record.facts?.model ?? "none", milliseconds / 1_000);
    const { caller, facts, errorCode: error, prompt } = record;
    const { id: reqId, method } = request;
    const line = requestLine({ reqId, method, route, status, milliseconds, caller, facts, error, prompt });
    logger[quiet ? "debug" : status >= 500 ? "warn" : "info"](line, "request");
  };
}

/** The metrics' children by their labels, looked up once a combination instead of once a request. */
class RequestCounters {
  private readonly children = new Map<string, { inc(): void }>();
  private readonly latencies = new Map<string, { observe(seconds: number): void }>();

  constructor(private readonly metrics: Metrics) {}

  answered(endpoint: string, status: number, model: string, seconds: number): void {
    const ofModel = `${endpoint} ${model}`;
    const key = `${ofModel} ${status}`;
    let child = this.children.get(key);
    if (child === undefined) {
      child = this.metrics.requests.labels(endpoint, String(status), model);
      this.children.set(key, child);
    }
    child.inc();
    let latency = this.latencies.get(ofModel);
    if (latency === undefined) {
      latency = this.metrics.requestLatency.labels(endpoint, model);
      this.latencies.set(ofModel, latency);
    }
    latency.observe(seconds);
  }
}

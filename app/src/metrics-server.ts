import { createServer, type Server } from "node:http";
import type { Metrics } from "./metrics";

/**
 * `/metrics` on a port of its own, which no edge routes: it tells models, users' keys and costs. It is the main thread's, which the metrics belong to: a
 * scrape that stays away while this thread is blocked is the truth about it.
 */
export async function startMetricsServer(metrics: Metrics, host: string, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url?.split("?", 1)[0] !== "/metrics") {
      response.writeHead(404).end();
      return;
    }
    metrics.expose().then(
      (text) => response.writeHead(200, { "content-type": metrics.registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(new Error(`Metrics server on port ${port}: ${error.message}`)));
    server.listen(port, host, resolve);
  });
  return server;
}

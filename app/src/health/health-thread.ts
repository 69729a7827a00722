import { createServer } from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import { SharedHealthState } from "./shared-state";
import { type HealthLimits, judgeLiveness, judgeReadiness } from "./verdict";

/** What the main thread hands over when it starts this thread. */
export interface HealthThreadData extends HealthLimits {
  memory: SharedArrayBuffer;
  host: string;
  port: number;
}

/** What this thread tells the main thread, once. */
export type HealthThreadMessage = { listening: number } | { failed: string };

const { memory, host, port, ...limits } = workerData as HealthThreadData;
const state = new SharedHealthState(memory);
const judges: Record<string, typeof judgeLiveness> = {
  "/health/live": judgeLiveness,
  "/health/ready": judgeReadiness,
};

const server = createServer((request, response) => {
  const judge = judges[request.url?.split("?", 1)[0] ?? ""];
  const vitals = {
    sinceBeatMs: state.sinceBeatMs(),
    started: state.started,
    draining: state.draining,
    busy: state.busy,
  };
  const verdict = judge?.(vitals, limits);
  // A probe is a connection of its own: kept open, it would only hold this thread's sockets.
  response.writeHead(verdict === undefined ? 404 : verdict.ok ? 200 : 503, {
    "content-type": "application/json",
    "cache-control": "no-store",
    connection: "close",
  });
  response.end(
    JSON.stringify({
      status: verdict?.status ?? "not found",
      sinceBeatSeconds: Math.round(vitals.sinceBeatMs / 100) / 10,
      busy: vitals.busy,
    }),
  );
});

const tell = (message: HealthThreadMessage): void => parentPort?.postMessage(message);
server.once("error", (error) => tell({ failed: error.message }));
server.listen(port, host, () => {
  const address = server.address();
  tell({ listening: typeof address === "object" && address !== null ? address.port : port });
});

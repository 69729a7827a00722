import { setTimeout as sleep } from "node:timers/promises";
import { Connection } from "./connection";
import { question } from "./question";
import { Tally } from "./tally";
import type { ClosedLoop, LoadResult } from "./types";

/** A caller whose connection broke waits before the next attempt, or a dead system would be hammered. */
const pauseMs = 100;

/** Keeps every connection busy until the time is over. */
export async function closedLoop(spec: ClosedLoop): Promise<LoadResult> {
  const start = performance.now() + spec.warmUpSeconds * 1000;
  const stop = start + spec.seconds * 1000;
  const tally = new Tally(start, stop);
  const request = question({ port: spec.port, stream: false });
  const open = new Set<Connection>();

  const call = () => {
    const connection = new Connection(spec.port, ask);
    open.add(connection);
    ask(connection);
  };
  const callAfresh = (connection: Connection, afterMs: number) => {
    open.delete(connection);
    setTimeout(() => performance.now() < stop && call(), afterMs);
  };
  const ask = (connection: Connection) => {
    const askedAt = performance.now();
    if (askedAt >= stop) return;
    let status = 0;
    tally.ask(askedAt);
    connection.send(request, {
      head: (received) => (status = received),
      body: () => undefined,
      end: () => {
        const now = performance.now();
        tally.response(now, status, now - askedAt);
        if (!connection.usable) callAfresh(connection, 0);
      },
      broken: (reason) => {
        tally.fail(performance.now(), reason);
        callAfresh(connection, pauseMs);
      },
    });
  };

  for (let i = 0; i < spec.connections; i++) call();
  await sleep(stop - performance.now());
  for (const connection of open) connection.abort();
  return tally.result();
}

import { setTimeout as sleep } from "node:timers/promises";
import { Connection } from "./connection";
import { question } from "./question";
import { Tally } from "./tally";
import type { LoadResult, OpenLoop } from "./types";

/** A question that waits for its answer. */
interface Waiting {
  dueAt: number;
  connection: Connection;
  done: boolean;
}

/**
 * Asks on time, come what may: on an idle connection if there is one, else on a new one. The clock of a question starts when
 * it is due, so that neither a stall of the system nor one of this process shortens what is measured.
 */
export async function openLoop(spec: OpenLoop): Promise<LoadResult> {
  const begin = performance.now();
  const start = begin + spec.warmUpSeconds * 1000;
  const stop = start + spec.seconds * 1000;
  const tally = new Tally(start, stop);
  const request = question({ port: spec.port, stream: false, ...spec.question });
  const intervalMs = 1000 / spec.ratePerSecond;
  const idle: Connection[] = [];
  // In the order of their deadlines, since all have the same patience.
  let waiting: Waiting[] = [];

  const freeConnection = () => {
    for (let connection = idle.pop(); connection !== undefined; connection = idle.pop()) {
      if (connection.usable) return connection;
    }
    return new Connection(spec.port, (connection) => idle.push(connection));
  };
  const ask = (dueAt: number) => {
    const asked: Waiting = { dueAt, connection: freeConnection(), done: false };
    let status = 0;
    waiting.push(asked);
    tally.ask(dueAt);
    asked.connection.send(request, {
      head: (received) => (status = received),
      body: () => undefined,
      end: () => {
        asked.done = true;
        tally.response(dueAt, status, performance.now() - dueAt);
      },
      broken: (reason) => {
        asked.done = true;
        tally.fail(dueAt, reason);
      },
    });
  };
  const giveUpLate = (now: number) => {
    let late = 0;
    for (; late < waiting.length && waiting[late]!.dueAt + spec.deadlineMs <= now; late++) {
      const { done, dueAt, connection } = waiting[late]!;
      if (done) continue;
      tally.giveUp(dueAt);
      connection.abort();
    }
    if (late > 0) waiting = waiting.slice(late);
  };

  let dueAt = begin;
  for (let now = begin; now < stop + spec.deadlineMs; now = performance.now()) {
    for (; dueAt <= now && dueAt < stop; dueAt += intervalMs) ask(dueAt);
    giveUpLate(now);
    if (dueAt >= stop && waiting.every(({ done }) => done)) break;
    await sleep(1);
  }
  giveUpLate(Infinity);
  for (const connection of idle) connection.abort();
  return tally.result();
}

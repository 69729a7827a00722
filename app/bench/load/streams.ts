import { setTimeout as sleep } from "node:timers/promises";
import { Connection } from "./connection";
import { question } from "./question";
import { Tally } from "./tally";
import { readStamps } from "./token-stamp";
import type { LoadResult, Streams } from "./types";

/** A caller whose stream was refused or broke asks again after this pause, so that the set number of streams is kept up. */
const pauseMs = 100;

/** The last event of a whole stream. */
const endMark = "[DONE]";

/** Keeps the set number of streams open, begun evenly over the warm-up so that their tokens do not march in step. */
export async function streams(spec: Streams): Promise<LoadResult> {
  const begin = performance.now();
  const start = begin + spec.warmUpSeconds * 1000;
  const stop = start + spec.seconds * 1000;
  const tally = new Tally(start, stop);
  const request = question({ port: spec.port, stream: true });
  const open = new Set<Connection>();

  const call = () => {
    if (performance.now() >= stop) return;
    const connection = new Connection(spec.port, ask);
    open.add(connection);
    ask(connection);
  };
  const callAfresh = (connection: Connection) => {
    open.delete(connection);
    connection.abort();
    setTimeout(call, pauseMs);
  };
  const ask = (connection: Connection) => {
    const askedAt = performance.now();
    if (askedAt >= stop) return;
    let status = 0;
    let rest = "";
    let ending = "";
    tally.ask(askedAt);
    connection.send(request, {
      head: (received) => (status = received),
      body: (part) => {
        const text = part.toString("latin1");
        const now = performance.now();
        rest = readStamps(rest + text, (delayMs) => tally.token(now, delayMs));
        ending = (ending + text).slice(-endMark.length - 4);
      },
      end: () => {
        const now = performance.now();
        if (status === 200 && !ending.includes(endMark)) tally.fail(now, "stream cut short");
        else tally.response(now, status, now - askedAt);
        if (status !== 200 || !connection.usable) callAfresh(connection);
      },
      broken: (reason) => {
        tally.fail(performance.now(), reason);
        callAfresh(connection);
      },
    });
  };

  const gapMs = (spec.warmUpSeconds * 1000) / spec.streams;
  for (let i = 0; i < spec.streams; i++) setTimeout(call, i * gapMs);
  await sleep(stop - performance.now());
  for (const connection of open) connection.abort();
  return tally.result();
}

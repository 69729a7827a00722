import { setTimeout as sleep } from "node:timers/promises";
import { hoursAfter } from "../day/conditions";
import { type DayQuestion, questionsOfDay, seeded } from "../day/questions";
import { Connection } from "./connection";
import { question } from "./question";
import { Tally } from "./tally";
import type { Day, DayWindow, LoadResult } from "./types";

/** Windows of a day: a tenth of an hour, 18 s of the replay. */
const windowHours = 0.1;

/** A batch question may wait longer for its place than another one's whole patience. */
const batchPatienceMs = 40_000;

/** Asks the questions of a day when they are due. What comes of each counts in the window in which it was asked. */
export async function day(spec: Day): Promise<LoadResult> {
  const begin = performance.now();
  const end = begin + spec.seconds * 1_000;
  const toHour = spec.fromHour + hoursAfter(spec.seconds * 1_000);
  const tally = new Tally(begin, end);
  const windows = new Map<string, DayWindow>();
  const idle: Connection[] = [];
  let open = 0;

  const ask = (asked: DayQuestion): void => {
    const dueAt = performance.now();
    const window = windowOf(windows, asked);
    const connection = idle.pop() ?? new Connection(spec.port, (free) => free.usable && idle.push(free));
    let status = 0;
    let over = false;
    const finish = (count: (window: DayWindow) => void): void => {
      if (over) return;
      over = true;
      open -= 1;
      clearTimeout(patience);
      count(window);
    };
    const patience = setTimeout(
      () => {
        connection.abort();
        tally.giveUp(dueAt);
        finish((counts) => {
          counts.givenUp += 1;
          if (asked.hangs) counts.hanging += 1;
        });
      },
      asked.batch ? batchPatienceMs : spec.deadlineMs,
    );
    open += 1;
    window.asked += 1;
    tally.ask(dueAt);
    const { model, tokens, stream, batch, hangs } = asked;
    connection.send(question({ port: spec.port, stream, model, maxTokens: tokens, hangs, batch }), {
      head: (received) => (status = received),
      body: () => undefined,
      end: () => {
        tally.response(dueAt, status, performance.now() - dueAt);
        finish((counts) => {
          if (status === 200) {
            counts.answered += 1;
            counts.tokens += tokens;
          } else if (status === 429 || status === 503) counts.refused += 1;
          else counts.failed += 1;
        });
      },
      broken: (reason) => {
        tally.fail(dueAt, reason);
        finish((counts) => void (counts.failed += 1));
      },
    });
  };

  for (const next of questionsOfDay(spec.fromHour, toHour, seeded(spec.seed))) {
    const dueMs = (next.hour - spec.fromHour) / hoursAfter(1);
    while (performance.now() - begin < dueMs) await sleep(1);
    ask(next);
  }
  while (open > 0) await sleep(10);
  for (const connection of idle) connection.abort();
  return { ...tally.result(), windows: [...windows.values()] };
}

function windowOf(windows: Map<string, DayWindow>, { hour, model }: DayQuestion): DayWindow {
  const begin = Math.floor(hour / windowHours) * windowHours;
  const key = `${begin.toFixed(1)} ${model}`;
  let window = windows.get(key);
  if (window === undefined) {
    const none = { asked: 0, answered: 0, refused: 0, givenUp: 0, hanging: 0, failed: 0, tokens: 0 };
    window = { hour: begin, model, ...none };
    windows.set(key, window);
  }
  return window;
}

import { conditionsAt, hoursAfter, mainModel, pace } from "../app/bench/day/conditions";
import { type DayQuestion, questionsOfDay, seeded } from "../app/bench/day/questions";
import { Cancellation, ChatError } from "../app/src/engine";
import { Metrics } from "../app/src/metrics";
import { createEngine } from "../app/src/routing";
import { loadSettings } from "../app/src/settings";
import { Tracing } from "../app/src/tracing";
import { VirtualClock } from "../app/test/support/virtual-clock";
import { UpstreamOfDay } from "./support/day/upstream-of-day";

/*
 * A day of mixed traffic through the app's own engine, at 20 times the day's pace and on a virtual clock: a night of short answers, a model that is
 * slow for two hours, a mailing, another model that fails, a caller whose questions hang, an evening peak, half an hour of half the capacity.
 * `make bench-app ARGS="--only day"` plays the same day over sockets.
 */

/** Longest patience of a caller, milliseconds; of one that said it can wait, longer than its longest wait. */
const patienceMs = 30_000;
const batchPatienceMs = 40_000;

interface Outcome {
  hour: number;
  question: DayQuestion;
  what: "answered" | "refused" | "given up" | "failed";
  /** Whether the upstream had a place free when the question was refused. */
  hadRoom: boolean;
}

async function play(fromHour: number, toHour: number): Promise<Outcome[]> {
  const clock = new VirtualClock();
  await clock.runUntil((fromHour * 3_600_000) / pace);
  const upstream = new UpstreamOfDay(clock);
  const { engine, close } = createEngine({
    settings: loadSettings({ REDIS_HOST: "none", HOLYSHEEP_API_KEY: "key" }),
    metrics: new Metrics({ process: false }),
    tracing: Tracing.off,
    gatewayKey: { value: "key", reread: () => Promise.resolve(false) },
    clock,
    random: seeded(7),
    connect: () => upstream,
  });
  const outcomes: Outcome[] = [];
  const ask = async (question: DayQuestion, index: number): Promise<void> => {
    const signal = new Cancellation();
    const patience = clock.after(question.batch ? batchPatienceMs : patienceMs, () => signal.abort());
    const note = (what: Outcome["what"]): void =>
      void outcomes.push({ hour: hoursAfter(clock.now()), question, what, hadRoom: upstream.hasRoom });
    const { model, tokens, hangs, batch } = question;
    const body = { messages: [{ role: "user", content: "?" }], model, max_tokens: tokens, hangs };
    try {
      await engine.complete({ body, requestId: String(index), priority: batch ? "batch" : "interactive" }, { signal });
      note("answered");
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      note(error.status === 499 ? "given up" : error.status === 429 || error.status === 503 ? "refused" : "failed");
    } finally {
      patience.cancel();
    }
  };
  let index = 0;
  const all: Promise<void>[] = [];
  for (const question of questionsOfDay(fromHour, toHour, seeded(1))) {
    await clock.runUntil((question.hour * 3_600_000) / pace);
    all.push(ask(question, index++));
  }
  await clock.runUntil(clock.now() + 2 * batchPatienceMs);
  await Promise.all(all);
  await close();
  return outcomes;
}

const main = (outcomes: Outcome[]): Outcome[] =>
  outcomes.filter(({ question }) => question.model === mainModel && !question.hangs);

test.each([
  ["the whole day", 0, 24, 200_000],
  ["a pod that starts among the night's short answers", 1.5, 6, 20_000],
  ["a pod that starts while the model is slow", 9.5, 12, 20_000],
  ["a pod that starts at the mailing", 11.999, 13, 10_000],
])(
  "%s: nothing is refused that the upstream could have answered, and nothing is lost",
  async (_name, from, to, least) => {
    const outcomes = await play(from, to);
    const wrong = main(outcomes).filter(
      ({ what, hadRoom }) => what === "failed" || what === "given up" || (what === "refused" && hadRoom),
    );
    const byHour = wrong.map(
      ({ hour, what, question }) => `${hour.toFixed(2)} ${what}${question.batch ? " batch" : ""}`,
    );
    expect(outcomes.length).toBeGreaterThan(least);
    expect(byHour).toEqual([]);
  },
  600_000,
);

test("a model that fails takes nothing from another one, and its own questions are told so", async () => {
  const outcomes = await play(13.9, 15.1);
  expect(main(outcomes).filter(({ what }) => what !== "answered")).toEqual([]);
  const failing = outcomes.filter(
    ({ question: { model, hour } }) => model !== mainModel && conditionsAt(hour).otherFails,
  );
  expect(failing.length).toBeGreaterThan(1_000);
  expect(failing.every(({ what }) => what !== "given up")).toBe(true);
}, 600_000);

import { conditionsAt, mainModel, pace } from "../day/conditions";
import type { DayWindow } from "../load/types";
import { progress } from "../progress";
import { defaultUpstream, loadSystem, withSystem, withUpstream, type Stage } from "../stage";
import { ours, shown, type Findings, type Scenario } from "./scenario";

/** An ordinary answer of 60 tokens takes 1.55 s, and 300 answers are written at a time: 190 a second. */
const answerMs = 50;
const tokenMs = 25;
const tokensPerSecond = 40;
const deadlineMs = 30_000;

const secondsOfDay = (24 * 3_600) / pace;

/**
 * A day of mixed traffic, replayed at 20 times its pace, which takes 72 minutes: only with `--only day`; with `--quick` the three hours from noon. What
 * could have been answered follows from the upstream's places: they are free as long as answers take less than all of their time.
 */
export const day: Scenario = {
  name: "day",
  title: `A day of mixed traffic at ${pace} times its pace: nothing is refused that the upstream could have answered`,
  isLong: true,
  async run(stage) {
    const [fromHour, seconds] = stage.quick ? [12, secondsOfDay / 8] : [0, secondsOfDay];
    const begun = { startedAt: Date.now(), fromHour };
    return withUpstream(stage, (port) => measure(stage, port, begun, seconds), {
      ...defaultUpstream,
      answerMs,
      tokenMs,
      tokensPerSecond,
      day: begun,
    });
  },
};

async function measure(
  stage: Stage,
  upstreamPort: number,
  { startedAt, fromHour }: { startedAt: number; fromHour: number },
  seconds: number,
): Promise<Findings> {
  const system = stage.systems.find(({ name }) => name === ours)!;
  return withSystem(stage, system, upstreamPort, async (launched) => {
    progress(`a day from ${fromHour}:00 on, ${shown(seconds / 60)} minutes …`);
    // The upstream's day began when it was started.
    const late = ((Date.now() - startedAt) * pace) / 3_600_000;
    const result = await loadSystem(stage, launched, {
      kind: "day",
      fromHour: fromHour + late,
      seconds,
      warmUpSeconds: 0,
      deadlineMs,
      seed: 1,
    });
    const main = (result.windows ?? []).filter(({ model }) => model === mainModel);
    const wrongly = main.filter(couldAnswer).reduce((sum, { refused }) => sum + refused, 0);
    const unanswered = main
      .filter(couldAnswer)
      .reduce((sum, { givenUp, hanging, failed }) => sum + givenUp - hanging + failed, 0);
    const values = (value: string) => ({ [ours]: value });
    return {
      rows: [
        { figure: "questions", target: "", values: values(shown(result.asked)) },
        { figure: "answered", target: "", values: values(shown(result.answered)) },
        {
          figure: "refused, while the upstream had room",
          target: "0",
          values: values(shown(wrongly)),
          met: wrongly === 0,
        },
        {
          figure: "given up or failed, while the upstream had room",
          target: "0",
          values: values(shown(unanswered)),
          met: unanswered === 0,
        },
        { figure: "refused in all", target: "", values: values(shown(result.refused)) },
        { figure: "time to an answer, p99", target: "", values: values(shown(result.answerMs.p99, "ms")) },
      ],
      notes: [],
      runs: [{ system: ours, ...result }],
    };
  });
}

/** Share of the upstream's places up to which it has room for more: chance makes moments of queues above it. */
const room = 0.85;

/** Whether the places of a window would have sufficed for all of its questions. */
function couldAnswer({ hour, asked, answered, tokens }: DayWindow): boolean {
  const { slots, slowness } = conditionsAt(hour);
  const meanTokens = answered === 0 ? 60 : tokens / answered;
  const placeSeconds = (asked * slowness * (answerMs + tokenMs * meanTokens)) / 1_000;
  const windowSeconds = 360 / pace;
  return placeSeconds <= room * slots * windowSeconds;
}

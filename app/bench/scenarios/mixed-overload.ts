import { loadSystem, withSystem, withUpstream, defaultUpstream, type Stage } from "../stage";
import { progress } from "../progress";
import { ours, shown, type Findings, type Scenario } from "./scenario";

/** An ordinary answer has 60 tokens and takes 200 ms: 40 at a time are 200 a second. */
const tokens = 60;
const tokenMs = 2.5;
const slots = 40;
const capacityPerSecond = (1_000 * slots) / (defaultUpstream.answerMs + tokens * tokenMs);
const offeredPerSecond = 2_000;

/** Patience of a caller: the app's own 2 s for a place, and one for the answer. */
const deadlineMs = 3_000;
const shareOfCapacity = 0.9;

const short = { maxTokens: 5 };
const ordinary = { maxTokens: tokens };
const failing = { model: "claude-sonnet-4" };

/**
 * What disturbs a controller, all at once and beside ten times the load: short answers before ordinary ones, a model that answers 500 at the same
 * gateway, and a caller with questions that are never answered. The peers have no such limit; what they do with the load alone is the overload's.
 */
export const mixedOverload: Scenario = {
  name: "mixed-overload",
  title:
    `Overload with everything at once: ${capacityPerSecond} answers/s of capacity, ${shown(offeredPerSecond)} questions/s, after short answers, ` +
    "beside a model that fails (50/s) and a caller whose questions hang (1/s)",
  run: (stage) =>
    withUpstream(stage, (port) => measure(stage, port), {
      ...defaultUpstream,
      slots,
      tokenMs,
      failing: [failing.model],
    }),
};

async function measure(stage: Stage, upstreamPort: number): Promise<Findings> {
  const system = stage.systems.find(({ name }) => name === ours)!;
  const seconds = stage.quick ? 12 : 60;
  const calmSeconds = stage.quick ? 8 : 20;
  return withSystem(stage, system, upstreamPort, async (launched) => {
    const open = { kind: "open-loop", warmUpSeconds: 0, deadlineMs } as const;
    progress(`mixed overload: short answers for ${calmSeconds} s …`);
    await loadSystem(stage, launched, { ...open, ratePerSecond: 20, seconds: calmSeconds, question: short });
    progress("mixed overload: ordinary answers, still calm …");
    const calm = await loadSystem(stage, launched, {
      ...open,
      ratePerSecond: capacityPerSecond / 4,
      seconds: calmSeconds,
      question: ordinary,
    });
    progress(`mixed overload: everything at once for ${seconds} s …`);
    const [main, other, hanging] = await Promise.all([
      loadSystem(stage, launched, { ...open, ratePerSecond: offeredPerSecond, seconds, question: ordinary }),
      loadSystem(stage, launched, { ...open, ratePerSecond: 50, seconds, question: failing }),
      loadSystem(stage, launched, {
        ...open,
        ratePerSecond: 1,
        seconds,
        deadlineMs: 10_000,
        question: { ...ordinary, hangs: true },
      }),
    ]);
    const values = (value: string) => ({ [ours]: value });
    const ofCapacity = main.answeredPerSecond / capacityPerSecond;
    return {
      rows: [
        {
          figure: "ordinary answers after short ones, calm: refused",
          target: "0",
          values: values(shown(calm.refused)),
          met: calm.refused === 0,
        },
        {
          figure: "answered within the deadline, of capacity",
          target: `≥ ${shareOfCapacity * 100} %`,
          values: values(shown(ofCapacity * 100, "%")),
          met: ofCapacity >= shareOfCapacity,
        },
        { figure: "time to an answer, p99", target: "", values: values(shown(main.answerMs.p99, "ms")) },
        {
          figure: "left waiting until they gave up",
          target: "",
          values: values(shown(main.givenUp)),
        },
        {
          figure: "questions to the model that fails: told so, or refused",
          target: "",
          values: values(shown(other.refused + Object.values(other.failures).reduce((sum, count) => sum + count, 0))),
        },
        { figure: "questions that hang, given up by their caller", target: "", values: values(shown(hanging.givenUp)) },
      ],
      notes: [],
      runs: [{ system: ours, calm, main, other, hanging }],
    };
  });
}

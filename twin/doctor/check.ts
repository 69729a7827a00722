import { unseen } from "./findings";
import type { FindingOfCheck, Finding } from "./findings";
import type { Answer, Ask, Question } from "./run/json-cli";
import type { Situation } from "./situation";

/** Something that a stack needs and somebody else must give. */
export interface Check {
  /** Stable name, as `--json` prints it. */
  name: string;
  /** Asks what there is to ask, and judges it. */
  examine(situation: Situation, ask: Ask): Promise<FindingOfCheck[]>;
}

type Questions = Record<string, Question<unknown>>;
type Values<Q extends Questions> = { [K in keyof Q]: Q[K] extends Question<infer T> ? T : never };
type Answers<Q extends Questions> = { [K in keyof Q]: Answer<Values<Q>[K]> };

interface Definition<Q extends Questions> {
  name: string;
  /** What the check is about, for the message when it cannot be seen: `vCPU quota`. */
  subject: string;
  /** What the situation tells already, where there is then nothing to ask. */
  known?(situation: Situation): Finding[] | undefined;
  /** What to ask. No question means that the situation alone tells. */
  questions(situation: Situation): Q;
  /** Pure. Gets every answer; where one is missing the check is not judged. */
  judge(situation: Situation, values: Values<Q>): Finding[];
}

/** A check whose judgement is apart from its questions, so that it can be tried on recorded answers. */
export function defineCheck<Q extends Questions>(definition: Definition<Q>): Check & Definition<Q> {
  const { name, subject, known, questions, judge } = definition;
  return {
    ...definition,
    examine: async (situation, ask) => {
      const alreadyKnown = known?.(situation);
      if (alreadyKnown) return alreadyKnown.map((finding) => ({ check: name, ...finding }));
      const entries = Object.entries(questions(situation));
      const answers = await Promise.all(entries.map(([, question]) => ask(question)));
      const named = Object.fromEntries(entries.map(([key], index) => [key, answers[index]!])) as Answers<Q>;
      return judged(subject, named, (values) => judge(situation, values)).map((finding) => ({
        check: name,
        ...finding,
      }));
    },
  };
}

/** Judges complete answers; says once for each reason why others could not be seen. */
function judged<Q extends Questions>(
  subject: string,
  answers: Answers<Q>,
  judge: (values: Values<Q>) => Finding[],
): Finding[] {
  const missing = Object.values(answers).flatMap((answer) => (answer.seen ? [] : [answer.why]));
  if (missing.length > 0) return [...new Set(missing)].map((why) => unseen(`${subject}: ${why}`));
  const values = Object.entries(answers).map(([key, answer]) => [key, answer.seen ? answer.value : undefined]);
  return judge(Object.fromEntries(values) as Values<Q>);
}

import { z } from "zod";

/*
 * What the stack's outputs say that it must survive and may use. Each error text completes the sentence "must be …". The settings'
 * own schema in stacks/schema holds for this program; this one holds for a Plan, whoever wrote it.
 */

const positive = (unit: string) => z.number(`${unit}, above 0`).gt(0, `${unit}, above 0`);
const aSurge = "an object with traffic, fromPerSecond, toPerSecond, peakPerSecond and rampMinutes";

const vcpus = "a whole number of vCPUs, 0 or more";
const schemas = {
  surge: z.object(
    {
      traffic: z.string("the name of a traffic profile").min(1, "the name of a traffic profile").optional(),
      fromPerSecond: positive("requests/s"),
      toPerSecond: positive("requests/s"),
      peakPerSecond: positive("requests/s"),
      rampMinutes: positive("minutes"),
    },
    aSurge,
  ),
  quotas: z.record(z.string(), z.int(vcpus).min(0, vcpus), "vCPUs by VM family, such as { standardDSv5Family: 200 }"),
  defenderPlans: z.array(
    z.object(
      {
        name: z.string("the name of a plan").min(1, "the name of a plan"),
        subPlan: z.string("the name of a variant").optional(),
        extensions: z.array(z.string("the name of an extension"), "a list of extensions").optional(),
      },
      "an object with name, and where they matter subPlan and extensions",
    ),
    "a list of plans of Defender, such as [{ name: Containers }]",
  ),
};

/** An output of the stack that says what it wants. */
export type IntentOutput = keyof typeof schemas;

/** One thing that is wrong: where, and what is allowed there. */
export interface Problem {
  /** Absent where it is the output as a whole. */
  property: string | undefined;
  allowed: string;
}

/** What is wrong with an output of a stack; none where it is right. */
export const problemsOf = (output: IntentOutput, value: unknown): Problem[] =>
  schemas[output].safeParse(value).error?.issues.map(({ path, message }) => ({
    property: path[0]?.toString(),
    allowed: message,
  })) ?? [];

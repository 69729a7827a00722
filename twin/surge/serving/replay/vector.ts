import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { readJson } from "../../../files";
import { atLeast, InputError, integer, parseInput, text } from "../../../files/input";
import { blockTokens } from "../engine/kv-blocks";
import { missingParts } from "../engine/measured-steps";

const amount = z.number("a number above 0").positive("a number above 0");
const atLeastZero = z.number("a number, 0 or more").nonnegative("a number, 0 or more");
const count = integer(1);
/** A number from there to 1. */
function upToOne(least: number) {
  const allowed = `a number from ${least} to 1`;
  return z.number(allowed).min(least, allowed).max(1, allowed);
}
/** A list that is long enough. */
function list<Item extends z.ZodType>(item: Item, least = 1) {
  const allowed = `a list of at least ${least}`;
  return z.array(item, allowed).min(least, allowed);
}
/** A cell of a table: `null` where nothing was measured. */
const cell = amount.nullable();

/** Name of a file in the same folder. */
const neighbour = (name: string) =>
  z
    .string("a file's name")
    .regex(/^[\w.-]+\.json$/, "the name of a JSON file in the same folder")
    .default(name);
/** The engine's blocks have this size, vLLM's default. */
const sixteen = z.literal(blockTokens, `the number ${blockTokens}`);

const scheduler = z.discriminatedUnion(
  "name",
  [
    atLeast({
      name: z.literal("sarathi"),
      chunkTokens: count,
      blockTokens: sixteen,
      maxRunningRequests: count,
      watermarkShare: upToOne(0),
    }),
    atLeast({
      name: z.literal("vllm"),
      maxTokensInPrefillBatch: count,
      blockTokens: sixteen,
      maxRunningRequests: count,
      watermarkShare: upToOne(0),
    }),
  ],
  'a scheduler named "sarathi" or "vllm"',
);

const quantiles = list(atLeastZero, 2);

const workloads = z.discriminatedUnion(
  "kind",
  [
    atLeast({ kind: z.literal("fixed"), promptTokens: count, outputTokens: count }),
    atLeast({ kind: z.literal("list"), lengths: neighbour("mixed-lengths.json") }),
    atLeast({
      kind: z.literal("trace"),
      promptTokens: atLeast({ mean: amount }),
      outputTokens: atLeast({ mean: amount }),
      quantilePercents: quantiles,
      promptQuantiles: quantiles,
      outputQuantiles: quantiles,
      rankCorrelation: upToOne(-1),
    }),
  ],
  'a workload of kind "fixed", "list" or "trace"',
);

const vectorSchema = atLeast({
  format: z.literal(1, "the number 1"),
  model: atLeast({ name: text("a model's name") }),
  scheduler,
  kvCacheTokens: count,
  workload: workloads,
  arrivals: neighbour("arrivals.json"),
  runs: list(atLeast({ arrivalRate: amount, requests: count, warmupRequests: integer(0) })),
});

const model = atLeast({
  name: text("a model's name"),
  decode: atLeast({ batch: list(count), context: list(count), seconds: list(list(cell)) }),
  prefill: atLeast({
    tokens: list(count),
    onePass: list(amount),
    chunksOf512: list(amount),
    chunksOf2048: list(amount),
  }),
  parts: atLeast({
    rows: list(
      atLeast({ step: text("a step's name"), total: amount, attention: atLeastZero, kvCacheSave: atLeastZero }),
    ),
  }),
}).superRefine(({ parts }, context) => {
  for (const message of missingParts({ parts })) context.addIssue({ code: "custom", path: ["parts", "rows"], message });
});

const stepsSchema = atLeast({ models: z.record(z.string(), model, "an object of models") });
const arrivalsSchema = atLeast({ gaps: list(atLeastZero) });
const lengthsSchema = atLeast({ promptTokens: list(count), outputTokens: list(count) }).superRefine(
  (entry, context) => {
    const [prompts, outputs] = [entry.promptTokens.length, entry.outputTokens.length];
    if (prompts !== outputs)
      context.addIssue({ code: "custom", path: ["outputTokens"], message: `${prompts} numbers, one for each prompt` });
  },
);

/** An engine vector: which engine, and the load that it was put under. */
export type EngineVector = z.infer<typeof vectorSchema> & { name: string };

/** A vector with the files of its folder that it refers to. */
export interface EngineVectorInputs {
  vector: EngineVector;
  /** Step times of the vector's model. */
  steps: z.infer<typeof model>;
  /** Gaps between arrivals, in units of the mean gap. */
  gaps: number[];
  /** Lengths of a workload of kind "list". */
  lengths: z.infer<typeof lengthsSchema> | undefined;
}

/**
 * Reads a vector, and beside it `steps.json`, its arrivals and, where its workload is a list, its lengths.
 *
 * @throws InputError that says everything that is wrong with the first file that is
 */
export function readEngineVector(file: string): EngineVectorInputs {
  const beside = (name: string): string => join(dirname(file), name);
  const vector = { ...read(file, vectorSchema), name: basename(file, ".json") };
  const { models } = read(beside("steps.json"), stepsSchema);
  const steps = Object.values(models).find(({ name }) => name === vector.model.name);
  if (steps === undefined) {
    const known = Object.values(models).map(({ name }) => name);
    throw new InputError(file, [
      `model.name = "${vector.model.name}" must be one of steps.json: ${known.join(", ") || "it has none"}`,
    ]);
  }
  const { gaps } = read(beside(vector.arrivals), arrivalsSchema);
  const { workload } = vector;
  const lengths = workload.kind === "list" ? read(beside(workload.lengths), lengthsSchema) : undefined;
  const available = Math.min(gaps.length, lengths?.promptTokens.length ?? Infinity);
  const problems = vector.runs.flatMap(({ requests, warmupRequests }, index) => [
    ...(requests > available
      ? [`runs[${index}].requests = ${requests} must be at most ${available}, as many as the folder has inputs`]
      : []),
    ...(warmupRequests >= requests
      ? [`runs[${index}].warmupRequests = ${warmupRequests} must be below its requests, ${requests}`]
      : []),
  ]);
  if (problems.length > 0) throw new InputError(file, problems);
  return { vector, steps, gaps, lengths };
}

function read<T extends z.ZodType>(file: string, schema: T): z.infer<T> {
  return parseInput(
    schema,
    readJson(file, (problem) => new InputError(file, [problem])),
    file,
  );
}

import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { blockTokens } from "../engine/kv-blocks";
import { missingParts } from "../engine/measured-steps";

/** A file of an engine vector is not what it must be. The `breakwater` command answers it with exit code 2. */
export class EngineVectorError extends Error {
  override name = "EngineVectorError";
}

const amount = z.number("a number").positive("above 0");
const count = z.number("a whole number").int("a whole number").positive("above 0");
const share = z.number("a number").min(0, "from 0 to 1").max(1, "from 0 to 1");
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
    z.object({
      name: z.literal("sarathi"),
      chunkTokens: count,
      blockTokens: sixteen,
      maxRunningRequests: count,
      watermarkShare: share,
    }),
    z.object({
      name: z.literal("vllm"),
      maxTokensInPrefillBatch: count,
      blockTokens: sixteen,
      maxRunningRequests: count,
      watermarkShare: share,
    }),
  ],
  'a scheduler named "sarathi" or "vllm"',
);

const quantiles = z.array(z.number("a number").nonnegative("at least 0")).min(2, "at least two");

const workloads = z.discriminatedUnion(
  "kind",
  [
    z.object({ kind: z.literal("fixed"), promptTokens: count, outputTokens: count }),
    z.object({ kind: z.literal("list"), lengths: neighbour("mixed-lengths.json") }),
    z.object({
      kind: z.literal("trace"),
      promptTokens: z.object({ mean: amount }),
      outputTokens: z.object({ mean: amount }),
      quantilePercents: quantiles,
      promptQuantiles: quantiles,
      outputQuantiles: quantiles,
      rankCorrelation: z.number("a number").min(-1, "from -1 to 1").max(1, "from -1 to 1"),
    }),
  ],
  'a workload of kind "fixed", "list" or "trace"',
);

const vectorSchema = z.object({
  format: z.literal(1, "the number 1"),
  model: z.object({ name: z.string("a model's name") }),
  scheduler,
  kvCacheTokens: count,
  workload: workloads,
  arrivals: neighbour("arrivals.json"),
  runs: z
    .array(z.object({ arrivalRate: amount, requests: count, warmupRequests: z.number("a whole number").int().min(0) }))
    .min(1, "at least one run"),
});

const model = z
  .object({
    name: z.string(),
    decode: z.object({ batch: z.array(count), context: z.array(count), seconds: z.array(z.array(cell)) }),
    prefill: z.object({
      tokens: z.array(count),
      onePass: z.array(amount),
      chunksOf512: z.array(amount),
      chunksOf2048: z.array(amount),
    }),
    parts: z.object({
      rows: z.array(
        z.object({
          step: z.string(),
          total: amount,
          attention: z.number().nonnegative(),
          kvCacheSave: z.number().nonnegative(),
        }),
      ),
    }),
  })
  .superRefine(({ parts }, context) => {
    for (const message of missingParts({ parts })) context.addIssue({ code: "custom", path: ["parts"], message });
  });

const stepsSchema = z.object({ models: z.record(z.string(), model) });
const arrivalsSchema = z.object({ gaps: z.array(z.number("a number").nonnegative("at least 0")).min(1) });
const lengthsSchema = z
  .object({ promptTokens: z.array(count).min(1), outputTokens: z.array(count).min(1) })
  .refine((one) => one.promptTokens.length === one.outputTokens.length, "as many prompts as outputs");

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
 * @throws EngineVectorError that says everything that is wrong with the first file that is
 */
export function readEngineVector(file: string): EngineVectorInputs {
  const beside = (name: string): string => join(dirname(file), name);
  const vector = { ...read(file, vectorSchema), name: basename(file, ".json") };
  const { models } = read(beside("steps.json"), stepsSchema);
  const steps = Object.values(models).find(({ name }) => name === vector.model.name);
  if (steps === undefined) {
    const known = Object.values(models).map(({ name }) => name);
    throw new EngineVectorError(
      `${file}: model.name is "${vector.model.name}"; steps.json has ${known.join(", ") || "no model"}`,
    );
  }
  const { gaps } = read(beside(vector.arrivals), arrivalsSchema);
  const { workload } = vector;
  const lengths = workload.kind === "list" ? read(beside(workload.lengths), lengthsSchema) : undefined;
  const available = Math.min(gaps.length, lengths?.promptTokens.length ?? Infinity);
  const problems = vector.runs.flatMap(({ requests, warmupRequests }, index) => [
    ...(requests > available ? [`runs[${index}].requests is ${requests}; the folder's inputs have ${available}`] : []),
    ...(warmupRequests >= requests
      ? [`runs[${index}].warmupRequests is ${warmupRequests}; it must be below ${requests}`]
      : []),
  ]);
  if (problems.length > 0) throw new EngineVectorError(`${file}: ${problems.join("; ")}`);
  return { vector, steps, gaps, lengths };
}

function read<T extends z.ZodType>(file: string, schema: T): z.infer<T> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : message;
    throw new EngineVectorError(`${file}: cannot be read: ${reason}`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `  ${path.join(".") || "the file"}: ${message}`);
  throw new EngineVectorError(`${file}: is not what it must be:\n${problems.join("\n")}`);
}

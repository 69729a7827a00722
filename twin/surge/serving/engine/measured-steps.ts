/** Times of one engine's steps, seconds, as `steps.json` of a folder of engine vectors states them for a model. */
export interface MeasuredSteps {
  /** `seconds[i][j]`: one step of `batch[i]` requests that decode, each with `context[j]` tokens in the cache; `null` where they would not fit. */
  decode: { batch: number[]; context: number[]; seconds: (number | null)[][] };
  /** A step that holds one prompt and nothing else: whole (`onePass`) or in chunks, by its tokens. */
  prefill: { tokens: number[]; onePass: number[]; chunksOf512: number[]; chunksOf2048: number[] };
  /** Where the time of a step goes. `step` says which: "decode, 1 request, context 512", "prefill, 2048 tokens". */
  parts: { rows: { step: string; total: number; attention: number; kvCacheSave: number }[] };
}

/** Where the attention of a decode step begins and how it grows, from the part of the step that is told apart. */
export interface AttentionParts {
  /** Of a step of one request with an empty cache, seconds: starting the kernels. */
  decodeBase: number;
  /** Of a prompt on an empty cache, `linear · tokens + square · tokens²` seconds. */
  prefillLinear: number;
  prefillSquare: number;
  /** Writing one prompt token's keys and values to the cache, seconds. */
  savePerToken: number;
}

/** The parts of a step that `parts` tells apart. */
export function attentionParts({ parts, decode }: MeasuredSteps): AttentionParts {
  const decodeOne = partOf(parts, /^decode, 1 request, context (\d+)$/);
  const prefills = parts.rows.flatMap((row) => {
    const tokens = /^prefill, (\d+) tokens$/.exec(row.step)?.[1];
    return tokens === undefined ? [] : [{ ...row, tokens: Number(tokens) }];
  });
  const [short, long] = [prefills[0]!, prefills.at(-1)!];
  // Two lengths, two unknowns.
  const prefillSquare = (long.attention / long.tokens - short.attention / short.tokens) / (long.tokens - short.tokens);
  return {
    decodeBase: Math.max(0, decodeOne.attention - decodeOne.size * firstSlope(decode)),
    prefillLinear: short.attention / short.tokens - prefillSquare * short.tokens,
    prefillSquare,
    savePerToken: long.kvCacheSave / long.tokens,
  };
}

/** What `parts` must be for the above and is not, to be said of its rows; nothing where it is complete. */
export function missingParts({ parts }: Pick<MeasuredSteps, "parts">): string[] {
  const prefills = parts.rows.filter((row) => /^prefill, \d+ tokens$/.test(row.step)).length;
  const decodes = parts.rows.filter((row) => /^decode, 1 request, context \d+$/.test(row.step)).length;
  return [
    ...(decodes === 0 ? ['rows with one "decode, 1 request, context N" at least'] : []),
    ...(prefills < 2 ? ['rows with two "prefill, N tokens" at least'] : []),
  ];
}

/** Seconds that one request's decode step grows by for each token in the cache, of a batch of one. */
function firstSlope({ context, seconds }: MeasuredSteps["decode"]): number {
  const row = seconds[0]!;
  return (row[1]! - row[0]!) / (context[1]! - context[0]!);
}

function partOf({ rows }: MeasuredSteps["parts"], pattern: RegExp): { attention: number; size: number } {
  const row = rows.find(({ step }) => pattern.test(step))!;
  return { attention: row.attention, size: Number(pattern.exec(row.step)![1]) };
}

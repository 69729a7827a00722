import { attentionParts, type MeasuredSteps } from "./measured-steps";
import { Table } from "./table";

/** GPUs multiply matrices in tiles of this many rows; a tile that is begun is nearly paid for (the vectors' README). */
const tileTokens = 128;
/**
 * How soon: after r tokens of a tile, 1 − e^(−r/14) of its price is due. Read from `mixed` of steps.json: of the tile from 384 to 512 tokens
 * 48 % are due at 392, 68 % at 400, 90 % at 416, all at 448.
 */
const tileOnset = 14;

/** A part of a prompt that a step computes. */
export interface PromptChunk {
  /** Tokens computed in this step. */
  tokens: number;
  /** Tokens of the same prompt that earlier steps have computed. */
  before: number;
}

/** The parts of an engine's step. */
export interface StepParts {
  /** All but attention and cache writes by the tokens in the step: matrix products, norms, and the start of a step. Seconds at whole tiles. */
  products: Table;
  /** A decode step without anything in the cache, by its batch, seconds. */
  decodeProducts: Table;
  /** Growth of a decode step by each token of mean context, by its batch, seconds: one table for each stretch of contexts. */
  decodeAttention: { fromContext: number; perToken: Table }[];
  decodeBase: number;
  prefillLinear: number;
  prefillSquare: number;
  /** Attention of a chunk to each earlier token of its prompt, seconds per pair of tokens, by the chunk's tokens. */
  prefillPair: Table;
  savePerToken: number;
  /** Added to every step: scheduler, sampler, output layer, what the tables leave out. Seconds. */
  perStep: number;
}

/** How long an engine's steps take. */
export class StepTimes {
  /** Decode steps are looked up far more often than there are batches: one row for each. */
  private readonly decodeRows: { base: number; slopes: Float64Array }[] = [];
  private readonly contexts: Float64Array;
  private readonly productSeconds: number[] = [];

  constructor(readonly parts: StepParts) {
    this.contexts = Float64Array.from(parts.decodeAttention, ({ fromContext }) => fromContext);
  }

  /**
   * A step of nothing but decodes, seconds.
   *
   * @param batch requests, at least 1
   * @param context mean number of tokens that they have in the cache
   */
  decode(batch: number, context: number): number {
    return this.rowOf(batch).base + this.decodeAttention(batch, context) + this.parts.perStep;
  }

  /** A step of decodes and parts of prompts, seconds. `batch` may be 0, `chunks` not empty. */
  mixed(batch: number, context: number, chunks: readonly PromptChunk[]): number {
    const { parts } = this;
    let tokens = batch;
    let seconds = parts.perStep;
    for (const chunk of chunks) {
      tokens += chunk.tokens;
      seconds +=
        chunk.tokens *
        (parts.savePerToken +
          parts.prefillLinear +
          parts.prefillSquare * chunk.tokens +
          (chunk.before === 0 ? 0 : parts.prefillPair.at(chunk.tokens) * chunk.before));
    }
    if (batch > 0) seconds += parts.decodeBase + this.decodeAttention(batch, context);
    return seconds + this.products(tokens);
  }

  private products(tokens: number): number {
    return (this.productSeconds[tokens] ??= this.productsAt(tokens));
  }

  private productsAt(tokens: number): number {
    const { products } = this.parts;
    const over = tokens % tileTokens;
    // Below one tile the weights' way through memory takes longer than the products, and the table has every step of it.
    if (over === 0 || tokens < tileTokens) return products.at(tokens);
    const from = products.at(tokens - over);
    return from + (products.at(tokens - over + tileTokens) - from) * (1 - Math.exp(-over / tileOnset));
  }

  private decodeAttention(batch: number, context: number): number {
    const { slopes } = this.rowOf(batch);
    const { contexts } = this;
    let seconds = 0;
    for (let index = 0; index < slopes.length; index++) {
      const from = contexts[index]!;
      if (context <= from) break;
      const to = index + 1 < slopes.length ? Math.min(contexts[index + 1]!, context) : context;
      seconds += slopes[index]! * (to - from);
    }
    return seconds;
  }

  private rowOf(batch: number): { base: number; slopes: Float64Array } {
    const { parts } = this;
    return (this.decodeRows[batch] ??= {
      base: parts.decodeProducts.at(batch),
      slopes: Float64Array.from(parts.decodeAttention, ({ perToken }) => perToken.at(batch)),
    });
  }
}

/** Step times of the very engine that was measured. */
export function measuredStepTimes(measured: MeasuredSteps): StepTimes {
  const { decode } = measured;
  const attention = attentionParts(measured);
  const slopes = contextSlopes(decode);
  const decodeAttention = slopes.map((byBatch, index) => ({
    // The first stretch begins at an empty cache: nothing was measured below its first context.
    fromContext: index === 0 ? 0 : decode.context[index]!,
    perToken: new Table(decode.batch.map((batch, row) => [batch, byBatch[row]!])),
  }));
  const decodeProducts = new Table(
    decode.batch.flatMap((batch, row) => {
      const first = decode.seconds[row]![0];
      return typeof first === "number" ? [[batch, first - slopes[0]![row]! * decode.context[0]!] as const] : [];
    }),
  );
  return new StepTimes({
    ...attention,
    products: promptProducts(measured, attention),
    decodeProducts,
    decodeAttention,
    prefillPair: chunkPairs(measured),
    perStep: 0,
  });
}

/** `slopes[stretch][row]`: seconds per token of context. Where a cell does not fit the cache, a request costs what it does in the row before. */
function contextSlopes({ batch, context, seconds }: MeasuredSteps["decode"]): number[][] {
  return context.slice(1).map((to, stretch) => {
    const from = context[stretch]!;
    const slopes: number[] = [];
    for (const [row, cells] of seconds.entries()) {
      const [low, high] = [cells[stretch], cells[stretch + 1]];
      if (typeof low === "number" && typeof high === "number") slopes.push((high - low) / (to - from));
      else slopes.push((slopes[row - 1]! * batch[row]!) / batch[row - 1]!);
    }
    return slopes;
  });
}

/** What a prompt's step takes without its attention and its writes to the cache, at whole tiles and below the first. */
function promptProducts({ prefill }: MeasuredSteps, attention: ReturnType<typeof attentionParts>): Table {
  const points = prefill.tokens.flatMap((tokens, index) => {
    if (tokens > tileTokens && tokens % tileTokens !== 0) return [];
    const { prefillLinear, prefillSquare, savePerToken } = attention;
    return [
      [tokens, prefill.onePass[index]! - tokens * (prefillLinear + prefillSquare * tokens + savePerToken)] as const,
    ];
  });
  return new Table(points);
}

/** What a chunk pays for the tokens before it: a prompt in chunks less its chunks one by one, over the pairs of tokens between them. */
function chunkPairs({ prefill }: MeasuredSteps): Table {
  const perPair = (chunk: number, inChunks: number[]): number => {
    const alone = prefill.onePass[prefill.tokens.indexOf(chunk)]!;
    const rates = prefill.tokens.flatMap((tokens, index) => {
      const chunks = tokens / chunk;
      if (chunks < 2 || !Number.isInteger(chunks)) return [];
      return [(inChunks[index]! - chunks * alone) / (chunk * chunk * ((chunks * (chunks - 1)) / 2))];
    });
    return Math.max(0, rates.reduce((sum, rate) => sum + rate, 0) / rates.length);
  };
  return new Table([
    [512, perPair(512, prefill.chunksOf512)],
    [2048, perPair(2048, prefill.chunksOf2048)],
    // Longer chunks are as efficient as that.
    [8192, perPair(2048, prefill.chunksOf2048)],
  ]);
}

import type { Batch } from "./batch";
import type { SchedulerOptions } from "./scheduler";
import type { Sequence, SequenceLine } from "./sequence";
import type { PromptChunk } from "./step-times";

/** What the next step computes. */
export interface Composition {
  /** Whether the running requests decode in it. */
  decodes: boolean;
  /** Parts of prompts in it; with none, a whole stretch of like steps may follow. */
  readonly chunks: readonly PromptChunk[];
}

const nothing: Composition = { decodes: false, chunks: [] };
const onlyDecodes: Composition = { decodes: true, chunks: [] };

/** Makes up the next step, and lets in who has a place in it. `onThrownOut` hears of each request that had to leave the cache. */
export function composeStep(
  batch: Batch,
  waiting: SequenceLine,
  scheduler: SchedulerOptions,
  onThrownOut: () => void,
): Composition {
  switch (scheduler.kind) {
    case "chunkedPrefill":
      return chunkedStep(batch, waiting, scheduler, onThrownOut);
    case "wholePrompts":
      return promptsOrDecodes(batch, waiting, scheduler, onThrownOut);
    default:
      return scheduler satisfies never;
  }
}

/** Decodes first, then the prompts that are begun, then new ones, as far as the step's tokens go. */
function chunkedStep(
  batch: Batch,
  waiting: SequenceLine,
  { stepTokens, maxRunning }: SchedulerOptions & { kind: "chunkedPrefill" },
  onThrownOut: () => void,
): Composition {
  decodeAll(batch, waiting, onThrownOut);
  const decodes = batch.decoding > 0;
  if (batch.prompting.length === 0 && waiting.count === 0) return decodes ? onlyDecodes : nothing;
  const chunks: PromptChunk[] = [];
  let left = stepTokens - batch.decoding;
  for (const sequence of batch.prompting) left -= compute(sequence, left, chunks);
  while (left > 0 && batch.count < maxRunning && admissible(batch, waiting)) {
    const sequence = waiting.shift()!;
    batch.admit(sequence);
    left -= compute(sequence, left, chunks);
  }
  return { decodes, chunks };
}

/** Puts as much of a prompt into the step as there is room for. Gives the tokens. */
function compute(sequence: Sequence, room: number, chunks: PromptChunk[]): number {
  const tokens = Math.min(room, sequence.prompt - sequence.computed);
  sequence.chunk = tokens;
  if (tokens > 0) chunks.push({ tokens, before: sequence.computed });
  return tokens;
}

/** Whole prompts while there are any, else decodes. */
function promptsOrDecodes(
  batch: Batch,
  waiting: SequenceLine,
  { promptTokens, maxRunning }: SchedulerOptions & { kind: "wholePrompts" },
  onThrownOut: () => void,
): Composition {
  const chunks: PromptChunk[] = [];
  let longest = 0;
  while (batch.count < maxRunning && admissible(batch, waiting)) {
    longest = Math.max(longest, waiting.first!.prompt);
    // The step is as wide as its longest prompt. A prompt that is too long for any step has one of its own.
    if (chunks.length > 0 && (chunks.length + 1) * longest > promptTokens) break;
    const sequence = waiting.shift()!;
    sequence.chunk = sequence.prompt;
    batch.admit(sequence);
    chunks.push({ tokens: sequence.prompt, before: 0 });
  }
  if (chunks.length > 0) return { decodes: false, chunks };
  decodeAll(batch, waiting, onThrownOut);
  return { decodes: batch.decoding > 0, chunks };
}

function decodeAll(batch: Batch, waiting: SequenceLine, onThrownOut: () => void): void {
  if (batch.decoding === 0 || batch.takeStepBlocks()) return;
  for (const sequence of batch.throwOutForRoom()) {
    waiting.unshift(sequence);
    onThrownOut();
  }
}

function admissible({ blocks }: Batch, { first }: SequenceLine): boolean {
  return first !== undefined && blocks.admits(first.prompt);
}

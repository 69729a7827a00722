import { Batch } from "./batch";
import { composeStep } from "./compose-step";
import { KvBlocks } from "./kv-blocks";
import type { SchedulerOptions } from "./scheduler";
import { SequenceLine } from "./sequence";
import type { StepTimes } from "./step-times";

/** A request at the engine. */
export interface EngineRequest {
  /** The caller's own number for it. */
  id: number;
  promptTokens: number;
  /** Tokens of its answer, at least 1. The engine learns of it only when the answer ends. */
  outputTokens: number;
}

/** What a replica works with. */
export interface VllmReplicaOptions {
  steps: StepTimes;
  scheduler: SchedulerOptions;
  /** Size of the KV cache, tokens. */
  kvCacheTokens: number;
  /** Share of the cache that an admission leaves free. Default: 0.01, vLLM's. */
  watermarkShare?: number;
  /** The first token of an answer is out. */
  onFirstToken(id: number, at: number): void;
  /** The whole answer is out. */
  onDone(id: number, at: number): void;
}

/** What an engine has done so far. Sums over time are of the time in steps: idle time does not count. */
export interface EngineUsage {
  /** Time in steps, seconds. */
  busySeconds: number;
  /** Requests in the step times its seconds. */
  batchSeconds: number;
  /** Blocks of the cache that were taken times seconds. */
  blockSeconds: number;
  steps: number;
  /** Prompt tokens computed, those after a restart once more. */
  promptTokens: number;
  /** Tokens of answers. */
  outputTokens: number;
  /** Times that a request was thrown out of the cache. */
  restarts: number;
}

/** Steps that are alike but for the tokens in the cache. */
interface Stretch {
  start: number;
  steps: number;
  end: number;
  decodes: boolean;
  /** Requests in each step. */
  size: number;
  blocksAtStart: number;
}

/**
 * One vLLM engine: continuous batching, step for step, without a step costing an event. Between two changes of the batch (an arrival
 * that gets in, an end, the last chunk of a prompt, a cache that is full) all steps are alike but for the tokens in the cache, which grow
 * by one a request; such a stretch is computed at once, and its end is the next event. A step with prompt tokens is a stretch of one.
 *
 * The caller owns the clock: it calls `advance` at `nextChange`, and looks at `nextChange` again after every call.
 */
export class VllmReplica {
  readonly usage: EngineUsage = {
    busySeconds: 0,
    batchSeconds: 0,
    blockSeconds: 0,
    steps: 0,
    promptTokens: 0,
    outputTokens: 0,
    restarts: 0,
  };
  private readonly batch: Batch;
  private readonly waiting = new SequenceLine();
  /** One object for every stretch that there is, or was last. */
  private readonly stretch: Stretch = { start: 0, steps: 0, end: 0, decodes: false, size: 0, blocksAtStart: 0 };
  private isInStretch = false;
  /** Between two stretches: who comes or goes then is seen to when the next one is made up. */
  private between = false;

  constructor(private readonly options: VllmReplicaOptions) {
    this.batch = new Batch(new KvBlocks(options.kvCacheTokens, options.watermarkShare ?? 0.01));
  }

  /** When the batch changes next, seconds; infinite while there is nothing to do. */
  get nextChange(): number {
    return this.isInStretch ? this.stretch.end : Infinity;
  }

  /** Requests in the batch (`vllm:num_requests_running`). */
  get runningCount(): number {
    return this.batch.count;
  }

  /** Requests that wait to get into it (`vllm:num_requests_waiting`). */
  get waitingCount(): number {
    return this.waiting.count;
  }

  /** Share of the KV cache that is taken (`vllm:kv_cache_usage_perc`), as of the last change. */
  get cacheUsage(): number {
    return this.batch.blocks.used / this.batch.blocks.total;
  }

  /** Blocks of the cache. */
  get cacheBlocks(): number {
    return this.batch.blocks.total;
  }

  /** Whether a request could ever be answered; one that exceeds the whole cache would be thrown out again and again. */
  canHold({ promptTokens, outputTokens }: Omit<EngineRequest, "id">): boolean {
    return this.batch.blocks.couldAdmit(promptTokens + outputTokens);
  }

  /**
   * A request arrives.
   *
   * @throws RangeError for one that `canHold` does not take
   */
  submit(request: EngineRequest, now: number): void {
    if (!this.canHold(request)) {
      throw new RangeError(`${request.promptTokens} + ${request.outputTokens} tokens exceed the engine's cache`);
    }
    const total = request.promptTokens + request.outputTokens;
    const alone = this.waiting.count === 0;
    this.waiting.push({
      id: request.id,
      total,
      prompt: request.promptTokens,
      computed: 0,
      chunk: 0,
      endStep: 0,
      place: 0,
      runs: false,
      begun: false,
      cancelled: false,
    });
    if (this.between) return;
    if (!this.isInStretch) this.begin(now);
    // Behind others it cannot get in before them, and without a place not before the stretch is over.
    else if (alone && this.hasPlaceFor(request.promptTokens)) this.cutStretch(now);
  }

  /** The client of a request has gone: it leaves the line at once, the batch after the step that is under way. */
  cancel(id: number, now: number): void {
    if (this.waiting.remove(id)) return;
    if (this.batch.cancel(id) && !this.between) this.cutStretch(now);
  }

  /** The engine ends. Gives the requests that are inside, which get no answer from it: running ones first, in the order of arrival. */
  stop(): number[] {
    this.isInStretch = false;
    return [...this.batch.ids(), ...this.waiting.ids()];
  }

  /** Does what is due at `nextChange`. */
  advance(): void {
    const { stretch, batch, options } = this;
    if (!this.isInStretch) return;
    const { end } = stretch;
    this.between = true;
    this.isInStretch = false;
    if (stretch.decodes) {
      batch.blocks.decode(batch.step + 1, stretch.steps - 1, batch.decoding);
      this.usage.outputTokens += stretch.steps * batch.decoding;
      batch.decoded(stretch.steps);
    }
    this.count(stretch);
    if (batch.step >= batch.nextEnd) {
      for (const { id, cancelled } of batch.takeEnded()) if (!cancelled) options.onDone(id, end);
    }
    if (batch.prompting.length > 0) this.finishPrompts(end);
    batch.dropCancelled();
    this.between = false;
    this.begin(end);
  }

  private finishPrompts(now: number): void {
    for (const sequence of this.batch.finishChunks()) {
      this.usage.outputTokens += 1;
      if (!sequence.begun && !sequence.cancelled) this.options.onFirstToken(sequence.id, now);
      sequence.begun = true;
      // Whoever hears of the first token may cancel the request.
      if (!this.batch.startDecoding(sequence) && !sequence.cancelled) this.options.onDone(sequence.id, now);
    }
  }

  /** Makes up the next stretch. */
  private begin(now: number): void {
    const { batch } = this;
    const { decodes, chunks } = composeStep(batch, this.waiting, this.options.scheduler, this.onThrownOut);
    if (!decodes && chunks.length === 0) return;
    const context = decodes ? batch.contextTokens / batch.decoding : 0;
    const steps = chunks.length > 0 ? 1 : this.stepsUntilChange();
    const seconds =
      chunks.length > 0
        ? this.options.steps.mixed(decodes ? batch.decoding : 0, context, chunks)
        : this.stretchSeconds(steps);
    for (const { tokens } of chunks) this.usage.promptTokens += tokens;
    const { stretch } = this;
    stretch.start = now;
    stretch.steps = steps;
    stretch.end = now + seconds;
    stretch.decodes = decodes;
    stretch.size = chunks.length + (decodes ? batch.decoding : 0);
    stretch.blocksAtStart = batch.blocks.used;
    this.isInStretch = true;
  }

  private readonly onThrownOut = (): void => {
    this.usage.restarts += 1;
  };

  /** Decode steps until one ends or the cache is full; the blocks of the first are taken. */
  private stepsUntilChange(): number {
    const { batch } = this;
    const untilEnd = batch.nextEnd - batch.step;
    return 1 + batch.blocks.stepsWithRoom(batch.step + 1, untilEnd - 1, batch.decoding);
  }

  /** So many decode steps from now: each is a little longer than the one before, and the middle one is as long as they are on average. */
  private stretchSeconds(steps: number): number {
    const { decoding, contextTokens } = this.batch;
    return steps * this.options.steps.decode(decoding, contextTokens / decoding + (steps - 1) / 2);
  }

  /** Ends the stretch after the step that is under way: steps are never broken off. */
  private cutStretch(now: number): void {
    const { stretch } = this;
    if (stretch.steps === 1) return;
    const share = (now - stretch.start) / (stretch.end - stretch.start);
    let steps = Math.min(stretch.steps, Math.max(1, Math.ceil(share * stretch.steps)));
    while (steps < stretch.steps && stretch.start + this.stretchSeconds(steps) < now) steps += 1;
    while (steps > 1 && stretch.start + this.stretchSeconds(steps - 1) >= now) steps -= 1;
    stretch.steps = steps;
    stretch.end = Math.max(now, stretch.start + this.stretchSeconds(steps));
  }

  private hasPlaceFor(promptTokens: number): boolean {
    return this.batch.count < this.options.scheduler.maxRunning && this.batch.blocks.admits(promptTokens);
  }

  private count({ start, end, steps, size, blocksAtStart }: Stretch): void {
    const { usage } = this;
    const seconds = end - start;
    usage.busySeconds += seconds;
    usage.batchSeconds += seconds * size;
    usage.blockSeconds += (seconds * (blocksAtStart + this.batch.blocks.used)) / 2;
    usage.steps += steps;
  }
}

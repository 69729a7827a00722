/** Tokens in a block of the KV cache: vLLM's default. */
export const blockTokens = 16;

/** Blocks that so many tokens fill. */
export const blocksOf = (tokens: number): number => Math.ceil(tokens / blockTokens);

/**
 * Blocks of the KV cache, counted and not named. A request that decodes takes one more block every 16 steps; which step of the 16 is its
 * phase. Sixteen counts of requests by phase say how many blocks any stretch of steps will take, without a look at the requests.
 */
export class KvBlocks {
  /** Blocks in all. */
  readonly total: number;
  /** Blocks that an admission must leave free. */
  private readonly watermark: number;
  private readonly phases = new Int32Array(blockTokens);
  private freeBlocks: number;

  /**
   * @param tokens size of the cache
   * @param watermarkShare share of it that an admission leaves free, for the answers of those who are in
   */
  constructor(tokens: number, watermarkShare: number) {
    this.total = Math.floor(tokens / blockTokens);
    this.watermark = Math.floor(this.total * watermarkShare);
    this.freeBlocks = this.total;
  }

  /** Blocks that nobody holds. */
  get free(): number {
    return this.freeBlocks;
  }

  /** Blocks that someone holds. */
  get used(): number {
    return this.total - this.freeBlocks;
  }

  /** Whether a prompt may come in: its blocks fit and the watermark stays free. */
  admits(promptTokens: number): boolean {
    return this.freeBlocks - blocksOf(promptTokens) >= this.watermark;
  }

  /** Whether a prompt could ever come in. */
  couldAdmit(promptTokens: number): boolean {
    return this.total - blocksOf(promptTokens) >= this.watermark;
  }

  take(blocks: number): void {
    this.freeBlocks -= blocks;
  }

  give(blocks: number): void {
    this.freeBlocks += blocks;
  }

  /** A request begins to decode: before the step `step` it has `tokens` in the cache and one on the way. */
  startDecoding(step: number, tokens: number): void {
    this.phases[phaseOf(step, tokens)]! += 1;
  }

  /** The same request decodes no more; `step` and `tokens` as they stand then. */
  stopDecoding(step: number, tokens: number): void {
    this.phases[phaseOf(step, tokens)]! -= 1;
  }

  /** Blocks that the decode step of that number takes. */
  takenAt(step: number): number {
    return this.phases[step % blockTokens]!;
  }

  /** Takes what a number of decode steps need, from the step `step` on. */
  decode(step: number, steps: number, batch: number): void {
    const rounds = Math.floor(steps / blockTokens);
    this.freeBlocks -= rounds * batch;
    for (let index = rounds * blockTokens; index < steps; index++) this.freeBlocks -= this.takenAt(step + index);
  }

  /**
   * How many of the next steps leave at least one block free, at most `wanted`. vLLM asks for a free block before it lets a request go
   * on, whether or not the request needs it in this step.
   */
  stepsWithRoom(step: number, wanted: number, batch: number): number {
    const rounds = Math.ceil(wanted / blockTokens);
    if (this.freeBlocks > rounds * batch) return wanted;
    let room = this.freeBlocks - 1;
    const safeRounds = Math.min(Math.floor(wanted / blockTokens), Math.max(0, Math.floor(room / batch)));
    room -= safeRounds * batch;
    let steps = safeRounds * blockTokens;
    while (steps < wanted) {
      room -= this.takenAt(step + steps);
      if (room < 0) break;
      steps += 1;
    }
    return steps;
  }
}

/** The step, modulo 16, at which a request takes its next block: the one before which its tokens fill its blocks. */
function phaseOf(step: number, tokens: number): number {
  const roomLeft = blocksOf(tokens) * blockTokens - tokens;
  return (step + roomLeft) % blockTokens;
}

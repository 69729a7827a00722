/** Bytes of the shared memory: one 64-bit time, then three 32-bit flags, padded to the alignment of the time. */
const byteLength = 24;
const flags = { started: 0, draining: 1, busy: 2 } as const;

/**
 * What the main thread tells the health thread, in shared memory: a message would wait in the queue of a thread that is
 * blocked, memory does not.
 */
export class SharedHealthState {
  private readonly beatAt: BigInt64Array;
  private readonly state: Int32Array;

  constructor(readonly memory: SharedArrayBuffer = new SharedArrayBuffer(byteLength)) {
    this.beatAt = new BigInt64Array(memory, 0, 1);
    this.state = new Int32Array(memory, 8, 3);
  }

  /** The event loop has just turned. The clock is the monotonic one, which all threads of a process share. */
  beat(): void {
    Atomics.store(this.beatAt, 0, process.hrtime.bigint());
  }

  /** Time since the main thread's last turn, milliseconds. */
  sinceBeatMs(): number {
    return Number(process.hrtime.bigint() - Atomics.load(this.beatAt, 0)) / 1e6;
  }

  get started(): boolean {
    return Atomics.load(this.state, flags.started) > 0;
  }

  markStarted(): void {
    Atomics.store(this.state, flags.started, 1);
  }

  get draining(): boolean {
    return Atomics.load(this.state, flags.draining) > 0;
  }

  markDraining(): void {
    Atomics.store(this.state, flags.draining, 1);
  }

  /** Pieces of work in hand. */
  get busy(): number {
    return Atomics.load(this.state, flags.busy);
  }

  workBegins(): void {
    Atomics.add(this.state, flags.busy, 1);
  }

  workEnds(): void {
    Atomics.sub(this.state, flags.busy, 1);
  }
}

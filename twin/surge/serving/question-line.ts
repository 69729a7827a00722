/** Questions in a line, by their slots: first come, first served. Those that have left from the middle are passed over. */
export class QuestionLine {
  private slots = new Int32Array(16);
  private stamps = new Int32Array(16);
  private head = 0;
  private length = 0;

  /** Entries, those that have left included. */
  get entries(): number {
    return this.length;
  }

  push(slot: number, stamp: number): void {
    if (this.length === this.slots.length) this.grow();
    const index = (this.head + this.length) & (this.slots.length - 1);
    this.slots[index] = slot;
    this.stamps[index] = stamp;
    this.length += 1;
  }

  /** To the front. */
  unshift(slot: number, stamp: number): void {
    if (this.length === this.slots.length) this.grow();
    this.head = (this.head - 1) & (this.slots.length - 1);
    this.slots[this.head] = slot;
    this.stamps[this.head] = stamp;
    this.length += 1;
  }

  /** Slot and stamp of the first. */
  get firstSlot(): number {
    return this.slots[this.head]!;
  }

  get firstStamp(): number {
    return this.stamps[this.head]!;
  }

  shift(): void {
    this.head = (this.head + 1) & (this.slots.length - 1);
    this.length -= 1;
  }

  /** A ring is a power of two long; twice as long, it begins at 0 again. */
  private grow(): void {
    const size = this.slots.length;
    const slots = new Int32Array(size * 2);
    const stamps = new Int32Array(size * 2);
    for (let index = 0; index < size; index++) {
      slots[index] = this.slots[(this.head + index) & (size - 1)]!;
      stamps[index] = this.stamps[(this.head + index) & (size - 1)]!;
    }
    this.slots = slots;
    this.stamps = stamps;
    this.head = 0;
  }
}

/** Does what an event stands for. `subject` says to whom it happens, `stamp` is what its sender gave it to recognise it by. */
export type EventHandler = (subject: number, stamp: number) => void;

/** A registered handler. */
export type EventKind = number;

/** Children of a heap's node. Four halve the levels of a binary heap, and their times lie in one cache line. */
const arity = 4;

/**
 * The one clock of a simulation: events in the order of their virtual time, at the same time in the order in which they were
 * scheduled. A heap over typed arrays: no object is made per event.
 *
 * An event cannot be taken back. Its subject keeps a stamp that it raises when the plan changes, and lets an event with an older one
 * pass; that is cheaper than a search in the heap.
 */
export class EventQueue {
  private readonly handlers: EventHandler[] = [];
  private time = 0;
  private handledCount = 0;
  private nextSequence = 0;

  /** The heap: times, and beside each the place where the rest of the event lies. */
  private size = 0;
  /** Whether the event at the heap's top is under way: what it schedules first takes its place, so that the heap is put in order once. */
  private isTopUnderWay = false;
  private heapTimes = new Float64Array(1_024);
  private heapSlots = new Int32Array(1_024);

  private slotSequence = new Float64Array(1_024);
  private slotKind = new Int32Array(1_024);
  private slotSubject = new Int32Array(1_024);
  private slotStamp = new Int32Array(1_024);
  private freeSlots: number[] = [];
  private usedSlots = 0;

  /** Virtual time, seconds since the start. */
  get now(): number {
    return this.time;
  }

  /** Events that have happened. */
  get handled(): number {
    return this.handledCount;
  }

  /** Events that are still to happen. */
  get pending(): number {
    return this.isTopUnderWay ? this.size - 1 : this.size;
  }

  /** Makes a kind of event of a handler. */
  register(handler: EventHandler): EventKind {
    return this.handlers.push(handler) - 1;
  }

  /**
   * @param at virtual time in seconds, not before now
   * @throws RangeError for a time that has passed or is none: the simulation would silently run backwards
   */
  schedule(at: number, kind: EventKind, subject = 0, stamp = 0): void {
    if (!(at >= this.time)) throw new RangeError(`an event at ${at} s cannot be scheduled at ${this.time} s`);
    const slot = this.freeSlots.pop() ?? this.newSlot();
    this.slotSequence[slot] = this.nextSequence++;
    this.slotKind[slot] = kind;
    this.slotSubject[slot] = subject;
    this.slotStamp[slot] = stamp;
    if (this.isTopUnderWay) {
      this.isTopUnderWay = false;
      this.siftDown(at, slot);
    } else this.siftUp(this.size++, at, slot);
  }

  /** Lets everything happen up to a time, that time included; afterwards it is `now`. */
  runUntil(end: number): void {
    while (this.size > 0 && this.heapTimes[0]! <= end) this.step();
    this.time = Math.max(this.time, end);
  }

  /** Lets everything happen until nothing is left. Periodic events never end: use `runUntil` with them. */
  runAll(): void {
    while (this.size > 0) this.step();
  }

  private step(): void {
    this.time = this.heapTimes[0]!;
    const slot = this.heapSlots[0]!;
    this.freeSlots.push(slot);
    this.handledCount += 1;
    this.isTopUnderWay = true;
    try {
      this.handlers[this.slotKind[slot]!]!(this.slotSubject[slot]!, this.slotStamp[slot]!);
    } finally {
      if (this.isTopUnderWay) this.removeTop();
    }
  }

  private removeTop(): void {
    this.isTopUnderWay = false;
    const last = --this.size;
    if (last > 0) this.siftDown(this.heapTimes[last]!, this.heapSlots[last]!);
  }

  private siftUp(from: number, time: number, slot: number): void {
    const { heapTimes, heapSlots } = this;
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 2;
      // What is scheduled later has the higher sequence: at the same time it stays behind.
      if (heapTimes[parent]! <= time) break;
      heapTimes[index] = heapTimes[parent]!;
      heapSlots[index] = heapSlots[parent]!;
      index = parent;
    }
    heapTimes[index] = time;
    heapSlots[index] = slot;
  }

  private siftDown(time: number, slot: number): void {
    const { heapTimes, heapSlots, slotSequence, size } = this;
    let index = 0;
    for (;;) {
      const first = index * arity + 1;
      if (first >= size) break;
      let least = first;
      const end = Math.min(first + arity, size);
      for (let child = first + 1; child < end; child++) {
        const earlier = heapTimes[child]! - heapTimes[least]!;
        if (earlier < 0 || (earlier === 0 && slotSequence[heapSlots[child]!]! < slotSequence[heapSlots[least]!]!)) {
          least = child;
        }
      }
      const later = heapTimes[least]! - time;
      if (later > 0 || (later === 0 && slotSequence[heapSlots[least]!]! > slotSequence[slot]!)) break;
      heapTimes[index] = heapTimes[least]!;
      heapSlots[index] = heapSlots[least]!;
      index = least;
    }
    heapTimes[index] = time;
    heapSlots[index] = slot;
  }

  private newSlot(): number {
    if (this.usedSlots === this.heapTimes.length) {
      this.heapTimes = grown(this.heapTimes);
      this.heapSlots = grown(this.heapSlots);
      this.slotSequence = grown(this.slotSequence);
      this.slotKind = grown(this.slotKind);
      this.slotSubject = grown(this.slotSubject);
      this.slotStamp = grown(this.slotStamp);
    }
    return this.usedSlots++;
  }
}

/**
 * An empty list of objects. To V8 an empty literal is a list of small integers: code that it has made for lists of objects would be thrown
 * away and made again whenever a literal of that kind comes along.
 */
export function emptyList<T extends object>(): T[] {
  const list: (T | undefined)[] = [undefined];
  list.pop();
  return list as T[];
}

/** The same array, twice as long. */
export function grown<A extends Float64Array | Int32Array | Uint8Array>(array: A): A {
  const longer = new (array.constructor as new (length: number) => A)(array.length * 2);
  longer.set(array);
  return longer;
}

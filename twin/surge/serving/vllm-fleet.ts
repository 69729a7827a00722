import type { EventKind, EventQueue, Random } from "../events";
import { VllmReplica } from "./engine";
import type { VllmOptions } from "./options";

/** Who hears of the answers; questions are known by their slots. */
export interface VllmListener {
  onFirstToken(question: number): void;
  onDone(question: number): void;
}

/** The vLLM replicas behind their Service, on the clock of the simulation. */
export class VllmFleet {
  private readonly replicas: (VllmReplica | undefined)[] = [];
  /** When each replica's next event is due, and the stamp of that event. */
  private readonly planned: number[] = [];
  private readonly stamps: number[] = [];
  /** Those that get new questions. */
  private ready: number[] = [];
  private readonly change: EventKind;

  constructor(
    private readonly queue: EventQueue,
    private readonly random: Random,
    private readonly options: VllmOptions,
    private readonly listener: VllmListener,
  ) {
    this.change = queue.register((id, stamp) => {
      if (this.stamps[id] !== stamp) return;
      this.replicas[id]!.advance();
      this.plan(id);
    });
  }

  /** Replicas that get new questions. */
  get readyCount(): number {
    return this.ready.length;
  }

  /** Questions in batches, and those that wait inside the engines. */
  get running(): number {
    return this.replicas.reduce((sum, replica) => sum + (replica?.runningCount ?? 0), 0);
  }

  get waiting(): number {
    return this.replicas.reduce((sum, replica) => sum + (replica?.waitingCount ?? 0), 0);
  }

  /** Questions in a replica. */
  questionsIn(id: number): number {
    const replica = this.replicas[id];
    return replica === undefined ? 0 : replica.runningCount + replica.waitingCount;
  }

  /** Highest share of a KV cache that is taken. */
  get cacheUsage(): number {
    return this.replicas.reduce((highest, replica) => Math.max(highest, replica?.cacheUsage ?? 0), 0);
  }

  /** A replica is ready. Gives its number. */
  add(): number {
    const { listener } = this;
    const replica = new VllmReplica({
      ...this.options,
      onFirstToken: (question) => listener.onFirstToken(question),
      onDone: (question) => listener.onDone(question),
    });
    const id = this.replicas.push(replica) - 1;
    this.planned.push(Infinity);
    this.stamps.push(0);
    this.ready.push(id);
    return id;
  }

  /** A replica gets no more questions, and finishes those that it has. */
  drain(id: number): void {
    this.ready = this.ready.filter((replica) => replica !== id);
  }

  /** A replica ends. Gives the questions that it had. */
  kill(id: number): number[] {
    this.drain(id);
    const lost = this.replicas[id]?.stop() ?? [];
    this.replicas[id] = undefined;
    this.stamps[id]! += 1;
    return lost;
  }

  /** Sends a question to one of the ready replicas, each as likely, as the Service does. Gives its number; −1 where none can take it. */
  submit(question: number, promptTokens: number, outputTokens: number): number {
    const id = this.ready[this.random.below(this.ready.length)];
    const replica = id === undefined ? undefined : this.replicas[id];
    if (id === undefined || replica?.canHold({ promptTokens, outputTokens }) !== true) return -1;
    replica.submit({ id: question, promptTokens, outputTokens }, this.queue.now);
    this.plan(id);
    return id;
  }

  /** The client of a question has gone. */
  cancel(id: number, question: number): void {
    this.replicas[id]?.cancel(question, this.queue.now);
    this.plan(id);
  }

  private plan(id: number): void {
    const next = this.replicas[id]?.nextChange ?? Infinity;
    // Inside `advance` there is no next change yet; the event's handler plans when it is over.
    if (next === this.planned[id]) return;
    this.planned[id] = next;
    const stamp = ++this.stamps[id]!;
    if (next < Infinity) this.queue.schedule(next, this.change, id, stamp);
  }
}

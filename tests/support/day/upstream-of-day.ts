import { conditionsAt, hoursAfter, mainModel } from "../../../app/bench/day/conditions";
import type { Clock } from "../../../app/src/overload";
import {
  type Backend,
  type BackendCall,
  type NoAnswer,
  outcomeOfError,
  type StreamAnswer,
  UpstreamError,
  type WholeAnswer,
} from "../../../app/src/upstream";
import { outcomeOfStatus } from "../../../app/src/upstream/outcome";

/** Milliseconds of an answer: to begin with, and for each token. */
const firstMs = 50;
const tokenMs = 25;

/** What the body of a question says about its answer. */
export interface AskedOfDay {
  model: string;
  max_tokens: number;
  hangs: boolean;
}

interface Waiting {
  start(): void;
  isOver(): boolean;
}

/** The gateway of the day, on a virtual clock: each model has so many places, and whoever finds none waits in line. It never refuses. */
export class UpstreamOfDay implements Pick<Backend, "ask" | "close"> {
  private running = 0;
  private readonly line: Waiting[] = [];

  constructor(private readonly clock: Clock) {}

  /** Whether the main model had a place free: who is refused at such a moment could have been answered. */
  get hasRoom(): boolean {
    return this.line.length === 0 && this.running < this.conditions.slots;
  }

  ask(call: BackendCall): Promise<WholeAnswer | StreamAnswer | NoAnswer> {
    const { model, max_tokens: tokens, hangs } = JSON.parse(call.body.toString()) as AskedOfDay;
    return new Promise((resolve) => {
      let over = false;
      const end = (outcome: WholeAnswer | StreamAnswer | NoAnswer): void => {
        if (over) return;
        over = true;
        call.signal.removeEventListener("abort", gone);
        resolve(outcome);
      };
      const gone = (): void => end(outcomeOfError(new UpstreamError("cancelled", "the caller has gone")));
      call.signal.addEventListener("abort", gone);
      if (hangs) return;
      if (model !== mainModel) {
        const failed = outcomeOfStatus(500, {}, Buffer.alloc(0));
        const isFailing = this.conditions.otherFails;
        this.clock.later(isFailing ? firstMs : this.milliseconds(tokens), () =>
          end(isFailing ? failed : whole(tokens)),
        );
        return;
      }
      this.enter({
        isOver: () => over,
        start: () =>
          this.clock.later(this.milliseconds(tokens), () => {
            end(whole(tokens));
            this.leave();
          }),
      });
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private get conditions() {
    return conditionsAt(hoursAfter(this.clock.now()));
  }

  private milliseconds(tokens: number): number {
    return this.conditions.slowness * (firstMs + tokenMs * tokens);
  }

  private enter(waiting: Waiting): void {
    this.line.push(waiting);
    this.fill();
  }

  private leave(): void {
    this.running -= 1;
    this.fill();
  }

  private fill(): void {
    while (this.running < this.conditions.slots) {
      const next = this.line.shift();
      if (next === undefined) return;
      if (next.isOver()) continue;
      this.running += 1;
      next.start();
    }
  }
}

function whole(tokens: number): WholeAnswer {
  const usage = { promptTokens: 400, completionTokens: tokens };
  const json = { choices: [{ message: { role: "assistant", content: "." }, finish_reason: "stop" }] };
  return { kind: "answer", bytes: Buffer.from("{}"), json, usage, finishReason: "stop" };
}

import { Capacity } from "../../../app/bench/upstream/capacity";
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

/** The gateway of the day, on a virtual clock: each model has so many places, and whoever finds none waits in line. It never refuses. */
export class UpstreamOfDay implements Pick<Backend, "ask" | "close"> {
  private readonly places = new Capacity(Infinity);

  constructor(private readonly clock: Clock) {}

  /** Whether the main model had a place free: who is refused at such a moment could have been answered. */
  get hasRoom(): boolean {
    return this.placesNow.hasRoom;
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
      this.placesNow.enter(
        () =>
          this.clock.later(this.milliseconds(tokens), () => {
            end(whole(tokens));
            this.placesNow.done();
          }),
        () => !over,
      );
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

  /** As many as there are at this hour. */
  private get placesNow(): Capacity {
    this.places.resize(this.conditions.slots);
    return this.places;
  }
}

function whole(tokens: number): WholeAnswer {
  const usage = { promptTokens: 400, completionTokens: tokens };
  const json = { choices: [{ message: { role: "assistant", content: "." }, finish_reason: "stop" }] };
  return { kind: "answer", bytes: Buffer.from("{}"), json, usage, finishReason: "stop" };
}

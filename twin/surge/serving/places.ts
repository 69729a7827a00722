import type { AdmissionRequest } from "@breakwater/overload";
import type { EventKind, EventQueue } from "../events";
import type { AppPod } from "./app-pod";
import type { AppPodOptions, BackendName } from "./options";
import { type Questions, QuestionState } from "./questions";

/** Who hears what becomes of a question that wants a place. */
export interface PlaceListener {
  /** It has a place at that entry of its route; its call has that number there. */
  onPlace(question: number, index: number, begun: number): void;
  /** It got none in time, or would not. */
  onRefused(question: number, retryAfterSeconds: number): void;
}

/** Places at the backends, and the line for them, as each pod's own admission decides. */
export class Places {
  private readonly lineExpires: EventKind;
  /** The one request that is judged at a time: a question makes no object. */
  private readonly request: AdmissionRequest<BackendName> = {
    route: [],
    from: 0,
    origin: { caller: undefined, question: undefined },
    work: 0,
    priority: "interactive",
    deadlineMs: 0,
    again: false,
  };

  constructor(
    private readonly queue: EventQueue,
    private readonly app: AppPodOptions,
    private readonly questions: Questions,
    private readonly pods: readonly (AppPod | undefined)[],
    private readonly listener: PlaceListener,
  ) {
    this.lineExpires = queue.register((question, stamp) => {
      if (questions.stamp[question] === stamp) this.expire(question);
    });
  }

  /** Takes a place, waits for one, or is refused. */
  take(question: number): void {
    const { questions, queue, request, listener } = this;
    const { queueDeadlineSeconds } = this.app;
    const { admission, expectedWork } = this.podOf(question);
    const { route, from, again } = questions.progress[question]!;
    request.route = route;
    request.from = from;
    request.again = again;
    request.origin = questions.origin[question]!;
    const place = admission.place(request);
    if (place !== undefined) {
      listener.onPlace(question, place.index, place.begun);
      return;
    }
    // Only who waits is judged by its work.
    request.work = expectedWork.of(route[from]!.model, questions.promptTokens[question]!);
    request.deadlineMs = queueDeadlineSeconds * 1_000;
    const refusal = admission.refusalOf(request);
    if (refusal !== undefined) {
      listener.onRefused(question, refusal.retryAfterSeconds);
      return;
    }
    const stamp = questions.replan(question, QuestionState.Waiting);
    questions.waiter[question] = admission.wait(request, question);
    if (queueDeadlineSeconds < Infinity) {
      queue.schedule(queue.now + queueDeadlineSeconds, this.lineExpires, question, stamp);
    }
  }

  /** Who waits goes. */
  leave(question: number): void {
    const { questions } = this;
    this.podOf(question).admission.leave(questions.waiter[question]!);
    questions.waiter[question] = undefined;
  }

  private expire(question: number): void {
    const { questions } = this;
    const { retryAfterSeconds } = this.podOf(question).admission.expire(questions.waiter[question]!);
    questions.waiter[question] = undefined;
    this.listener.onRefused(question, retryAfterSeconds);
  }

  private podOf(question: number): AppPod {
    return this.pods[this.questions.pod[question]!]!;
  }
}

import { type CallFailure, RetryPolicy, wholeSeconds } from "@breakwater/overload";
import type { EventKind, EventQueue, Random } from "../events";
import { AppPod } from "./app-pod";
import { type Backends, type CallListener, Calls } from "./calls";
import { DelayLine } from "./delay-line";
import type { RouteEntry, ServingOptions } from "./options";
import { type PlaceListener, Places } from "./places";
import { Questions, QuestionState } from "./questions";
import type { Failure, Totals } from "./totals";

/** A thread that gets to a question within this time gets to it at once, seconds: nobody notices. */
const atOnce = 0.01;

/** Who hears how a try of a question goes; the pod then no longer holds it. */
export interface TryListener {
  /** The answer is complete. Its first token went out so many seconds after this try came. */
  onAnswered(question: number, firstSeconds: number): void;
  onFailed(question: number, failure: Failure, retryAfterSeconds: number): void;
  /** Its client has gone, and the pod works on without noticing. */
  onAbandoned(question: number): void;
}

/**
 * The way of a question through a pod of the app. What comes next (a place at the first backend of its route that has one, a wait where
 * none has, the next entry at once when a call fails, another round after a wait when all have failed), the app's own core decides.
 */
export class QuestionFlow implements CallListener, PlaceListener {
  readonly questions = new Questions();
  readonly calls: Calls;
  /** Tries under way whose route begins with vLLM: what is asked of it, wherever it is answered. */
  asked = 0;
  private readonly policy: RetryPolicy;
  private readonly nextRoundBegins: EventKind;
  private readonly threadComes: EventKind;
  private readonly podLooks: EventKind;
  private readonly places: Places;
  /** The patience of clients. */
  private readonly patience: DelayLine;
  constructor(
    private readonly queue: EventQueue,
    random: Random,
    private readonly options: ServingOptions,
    private readonly pods: (AppPod | undefined)[],
    private readonly totals: Totals,
    backends: Backends,
    private readonly listener: TryListener,
  ) {
    const { questions } = this;
    const { attempts, retryMinWaitSeconds, retryMaxWaitSeconds, httpTimeoutSeconds } = options.app;
    const jitter = random.stream("retries");
    this.policy = new RetryPolicy({
      attempts,
      minWaitMs: retryMinWaitSeconds * 1_000,
      maxWaitMs: retryMaxWaitSeconds * 1_000,
      random: () => jitter.uniform(),
    });
    this.calls = new Calls(queue, httpTimeoutSeconds, questions, pods, backends, this);
    this.places = new Places(queue, options.app, questions, pods, this);
    this.nextRoundBegins = this.onQuestion((question) => this.places.take(question));
    this.threadComes = this.onQuestion((question) => this.places.take(question));
    this.podLooks = queue.register((pod) => pods[pod]?.admission.advance());
    this.patience = new DelayLine(queue, options.clients.patienceSeconds, {
      isAwaited: (question, tryNumber) =>
        questions.tryNumber[question] === tryNumber && questions.firstTokenAt[question] === Infinity,
      onDue: (question) => this.onClientGone(question),
    });
  }

  /** A pod more, with nothing in it. */
  addPod(): AppPod {
    const { queue } = this;
    const pod = new AppPod(this.pods.length, this.options.app, {
      now: () => queue.now * 1_000,
      policy: this.policy,
      onTurn: (question, index, begun) => this.onPlace(question, index, begun),
      onLater: (id, milliseconds) => queue.schedule(queue.now + milliseconds / 1_000, this.podLooks, id),
    });
    this.pods.push(pod);
    return pod;
  }

  /** A question comes to a pod. */
  begin(question: number, pod: AppPod): void {
    const { questions, queue } = this;
    const progress = questions.progress[question]!;
    progress.begin(this.routeOf(question));
    questions.triedAt[question] = queue.now;
    questions.firstTokenAt[question] = Infinity;
    questions.pod[question] = pod.id;
    pod.inside += 1;
    pod.retries.request(progress);
    if (progress.asksScaled) this.asked += 1;
    this.patience.add(question, ++questions.tryNumber[question]!);
    const { cpuSecondsPerQuestion, queueDeadlineSeconds } = this.options.app;
    const wait = pod.threadWait(queue.now);
    if (wait > queueDeadlineSeconds) {
      this.fail(question, "refused", Math.ceil(wait - queueDeadlineSeconds));
      return;
    }
    pod.work(cpuSecondsPerQuestion, queue.now);
    if (wait <= atOnce) this.places.take(question);
    else
      queue.schedule(queue.now + wait, this.threadComes, question, questions.replan(question, QuestionState.AtThread));
  }

  /** A pod ends. What is in it is lost. */
  endPod(pod: AppPod): void {
    const { questions } = this;
    // First, so that nobody is called any more.
    this.pods[pod.id] = undefined;
    // Those that come back in the meantime take slots behind the present ones or other pods.
    for (let question = 0, { slots } = questions; question < slots; question++) {
      const state = questions.state[question]!;
      if (questions.pod[question] !== pod.id || state === QuestionState.Gone || state === QuestionState.WithClient)
        continue;
      this.calls.lose(question);
      questions.waiter[question] = undefined;
      this.failIn(pod, question, "lost", 0);
    }
  }

  /** Makes the call of a place that was taken at an entry of the question's route; the call has that number. */
  onPlace(question: number, index: number, begun: number): void {
    const { questions, totals } = this;
    const progress = questions.progress[question]!;
    const hadOverflowed = progress.overflow !== undefined;
    progress.placed(index);
    if (!hadOverflowed && progress.overflow !== undefined) totals.overflowed += 1;
    questions.waiter[question] = undefined;
    this.calls.start(question, progress.entry, begun);
  }

  onRefused(question: number, retryAfterSeconds: number): void {
    this.fail(question, "refused", retryAfterSeconds);
  }

  onAnswer(question: number, pod: AppPod): void {
    const { questions, totals } = this;
    if (questions.abandoned[question] === 1) {
      this.endForNobody(question, pod);
      return;
    }
    const first = questions.firstTokenAt[question]!;
    const output = questions.outputTokens[question]!;
    const { model } = questions.progress[question]!.entry;
    pod.expectedWork.learn(model, output);
    totals.answer(model, questions.promptTokens[question]!, output);
    totals.firstTokenSeconds.add(first - questions.arrivedAt[question]!);
    totals.lately.add(first - questions.arrivedAt[question]!);
    totals.answerSeconds.add(this.queue.now - questions.arrivedAt[question]!);
    this.leavePod(question, pod);
    this.listener.onAnswered(question, first - questions.triedAt[question]!);
  }

  onBroken(question: number): void {
    this.fail(question, "lost", 0);
  }

  /** On to the next entry, or to the next round. */
  onNoAnswer(question: number, failure: CallFailure, retryAfterMs: number): void {
    const { questions, queue, totals } = this;
    if (failure === "rejected") totals.gatewayRejected += 1;
    const pod = this.podOf(question);
    if (questions.abandoned[question] === 1) {
      this.endForNobody(question, pod);
      return;
    }
    const progress = questions.progress[question]!;
    const hadOverflowed = progress.overflow !== undefined;
    // Every question is streamed here, and what times out is a first token.
    const next = progress.failed(failure, retryAfterMs, true);
    if (!hadOverflowed && progress.overflow !== undefined) totals.overflowed += 1;
    if (next === "nextEntry") {
      this.places.take(question);
      return;
    }
    const waitMs = next === "nextRound" ? pod.retries.nextRound(progress) : undefined;
    if (waitMs === undefined) {
      const isRefusal = failure === "rejected" || failure === "wrongRequest";
      this.fail(question, isRefusal ? "refused" : "lost", failure === "rejected" ? wholeSeconds(retryAfterMs) : 0);
      return;
    }
    totals.appRetries += 1;
    const stamp = questions.replan(question, QuestionState.BetweenRounds);
    queue.schedule(queue.now + waitMs / 1_000, this.nextRoundBegins, question, stamp);
  }

  private onClientGone(question: number): void {
    const { questions, options } = this;
    if (!options.app.noticesGoneClients) {
      this.abandon(question);
      return;
    }
    if (questions.state[question] === QuestionState.Waiting) this.places.leave(question);
    else if (questions.state[question] === QuestionState.Called) this.calls.cancel(question);
    this.fail(question, "timedOut", 0);
  }

  /** The client goes, the work stays: the app does it for nobody. The client goes on in a slot of its own. */
  private abandon(question: number): void {
    const { questions } = this;
    const [prompt, output] = [questions.promptTokens[question]!, questions.outputTokens[question]!];
    const client = questions.add(questions.arrivedAt[question]!, prompt, output, questions.route[question]!);
    questions.tries[client] = questions.tries[question]!;
    questions.abandoned[question] = 1;
    questions.replan(client, QuestionState.WithClient);
    this.listener.onAbandoned(question);
    this.listener.onFailed(client, "timedOut", 0);
  }

  private endForNobody(question: number, pod: AppPod): void {
    this.leavePod(question, pod);
    this.questions.remove(question);
  }

  private fail(question: number, failure: Failure, retryAfter: number): void {
    this.failIn(this.podOf(question), question, failure, retryAfter);
  }

  private failIn(pod: AppPod, question: number, failure: Failure, retryAfter: number): void {
    if (this.questions.abandoned[question] === 1) {
      this.endForNobody(question, pod);
      return;
    }
    this.questions.replan(question, QuestionState.WithClient);
    this.leavePod(question, pod);
    this.listener.onFailed(question, failure, retryAfter);
  }

  private leavePod(question: number, pod: AppPod): void {
    const { questions } = this;
    pod.inside -= 1;
    questions.tryNumber[question]! += 1;
    if (questions.progress[question]!.asksScaled) this.asked -= 1;
  }

  private onQuestion(handler: (question: number) => void): EventKind {
    return this.queue.register((question, stamp) => {
      if (this.questions.stamp[question] === stamp) handler(question);
    });
  }

  private routeOf(question: number): readonly RouteEntry[] {
    return this.options.routes[this.questions.route[question]!]!.entries;
  }

  private podOf(question: number): AppPod {
    return this.pods[this.questions.pod[question]!]!;
  }
}

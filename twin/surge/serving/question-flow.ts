import type { EventKind, EventQueue, Random } from "../events";
import { type AppPod, workOf } from "./app-pod";
import { type CallListener, Calls } from "./calls";
import type { RouteEntry, ServingOptions } from "./options";
import { Questions, QuestionState } from "./questions";
import type { Failure, Totals } from "./totals";

/** Tokens of an answer before any was seen, and the weight of each new one in the mean: the app's figures. */
const firstGuess = 300;
const learning = 0.05;
/** A thread that gets to a question within this time gets to it at once, seconds: nobody notices. */
const atOnce = 0.01;

/** Who hears how a try of a question goes; the pod then no longer holds it. */
export interface TryListener {
  /** The answer is complete. Its first token went out so many seconds after this try came. */
  onAnswered(question: number, firstSeconds: number): void;
  onFailed(question: number, failure: Failure, retryAfterSeconds: number): void;
}

/**
 * The way of a question through a pod of the app, as the app goes it: a place at the first backend of its route that has one, a wait where
 * none has, the next entry at once when a call fails, another round after a wait when all have failed.
 */
export class QuestionFlow implements CallListener {
  readonly questions = new Questions();
  readonly calls: Calls;
  /** Tries under way whose route begins with vLLM: what is asked of it, wherever it is answered. */
  asked = 0;
  /** Mean tokens of an answer, as the app learns it: it does not know how long one will be before it is there. */
  private expectedOutput = firstGuess;
  private readonly jitter: Random;
  private readonly lineExpires: EventKind;
  private readonly clientLeaves: EventKind;
  private readonly nextRoundBegins: EventKind;
  private readonly threadComes: EventKind;

  constructor(
    private readonly queue: EventQueue,
    random: Random,
    private readonly options: ServingOptions,
    private readonly pods: readonly (AppPod | undefined)[],
    private readonly totals: Totals,
    private readonly listener: TryListener,
  ) {
    this.jitter = random.stream("retries");
    this.calls = new Calls(queue, random, options, this.questions, pods, this);
    this.lineExpires = this.onQuestion((question) => this.leaveLine(question, "refused"));
    this.clientLeaves = this.onQuestion((question) => this.onClientGone(question));
    this.nextRoundBegins = this.onQuestion((question) => this.enter(question, true));
    this.threadComes = this.onQuestion((question) => this.enter(question, false));
  }

  /** A question comes to a pod. */
  begin(question: number, pod: AppPod): void {
    const { questions, queue } = this;
    questions.triedAt[question] = queue.now;
    questions.firstTokenAt[question] = Infinity;
    questions.entry[question] = 0;
    questions.rounds[question] = 0;
    questions.pod[question] = pod.id;
    pod.inside += 1;
    pod.budget.request(queue.now);
    if (this.routeOf(question)[0]!.backend === "vllm") this.asked += 1;
    const { cpuSecondsPerQuestion, queueDeadlineSeconds } = this.options.app;
    const wait = pod.threadWait(queue.now);
    if (wait > queueDeadlineSeconds) {
      this.fail(question, "refused", Math.ceil(wait - queueDeadlineSeconds));
      return;
    }
    pod.work(cpuSecondsPerQuestion, queue.now);
    if (wait <= atOnce) this.enter(question, false);
    else
      queue.schedule(queue.now + wait, this.threadComes, question, questions.replan(question, QuestionState.AtThread));
  }

  /** A pod ends. What is in it is lost. */
  endPod(pod: AppPod): void {
    const { questions } = this;
    // Those that come back in the meantime take slots behind the present ones or other pods.
    for (let question = 0, { slots } = questions; question < slots; question++) {
      const state = questions.state[question]!;
      if (questions.pod[question] !== pod.id || state === QuestionState.Gone || state === QuestionState.WithClient)
        continue;
      if (questions.replica[question]! >= 0) this.calls.cancel(question, pod);
      if (questions.abandoned[question] === 1) this.endForNobody(question, pod);
      else this.fail(question, "lost", 0);
    }
  }

  onAnswer(question: number, pod: AppPod): void {
    const { questions, totals } = this;
    if (questions.abandoned[question] === 1) {
      this.endForNobody(question, pod);
      return;
    }
    const first = questions.firstTokenAt[question]!;
    const output = questions.outputTokens[question]!;
    this.expectedOutput += learning * (output - this.expectedOutput);
    const { model } = this.routeOf(question)[questions.entry[question]!]!;
    totals.answer(model, questions.promptTokens[question]!, output);
    totals.firstTokenSeconds.add(first - questions.arrivedAt[question]!);
    totals.lately.add(first - questions.arrivedAt[question]!);
    totals.answerSeconds.add(this.queue.now - questions.arrivedAt[question]!);
    this.leavePod(question, pod);
    this.listener.onAnswered(question, first - questions.triedAt[question]!);
  }

  onBroken(question: number): void {
    if (this.questions.abandoned[question] === 1) this.endForNobody(question, this.podOf(question));
    else this.fail(question, "lost", 0);
  }

  /** On to the next entry, or to the next round. */
  onNoAnswer(question: number, retryAfter: number): void {
    const { questions, queue, totals } = this;
    if (retryAfter > 0) totals.gatewayRejected += 1;
    const pod = this.podOf(question);
    if (questions.abandoned[question] === 1) {
      this.endForNobody(question, pod);
      return;
    }
    questions.entry[question]! += 1;
    if (questions.entry[question]! < this.routeOf(question).length) {
      this.enter(question, true);
      return;
    }
    const round = (questions.rounds[question]! += 1);
    const wait = this.roundWait(round, retryAfter);
    if (wait === undefined || !pod.budget.take(queue.now)) {
      this.fail(question, retryAfter > 0 ? "refused" : "lost", retryAfter);
      return;
    }
    totals.appRetries += 1;
    questions.entry[question] = 0;
    const stamp = questions.replan(question, QuestionState.BetweenRounds);
    queue.schedule(queue.now + wait, this.nextRoundBegins, question, stamp);
  }

  onClientGone(question: number): void {
    const { questions, options } = this;
    const pod = this.podOf(question);
    if (!options.app.noticesGoneClients) this.abandon(question);
    else if (questions.state[question] === QuestionState.Waiting) this.leaveLine(question, "timedOut");
    else {
      this.calls.cancel(question, pod);
      this.fail(question, "timedOut", 0);
      this.onPlace(pod);
    }
  }

  /** Lets in from the line whose turn it is. Nobody overtakes the first, even if another backend of theirs had a place. */
  onPlace(pod: AppPod): void {
    const { line } = pod;
    while (line.entries > 0) {
      const question = line.firstSlot;
      const stays = this.questions.stamp[question] === line.firstStamp;
      if (stays && !this.tryStart(question, pod)) return;
      line.shift();
      if (stays) this.leftLine(question, pod);
    }
  }

  /** Takes a place, waits for one, or is refused. `again`: it had one before; it goes before who came later and is not judged again. */
  private enter(question: number, again: boolean): void {
    const { questions, queue, options } = this;
    const pod = this.podOf(question);
    if ((again || pod.waiting === 0) && this.tryStart(question, pod)) return;
    const work = workOf(questions.promptTokens[question]!, this.expectedOutput);
    if (!again) {
      const retryAfter = pod.refusal(this.routeOf(question), work, this.calls.vllm.readyCount);
      if (retryAfter !== undefined) {
        this.fail(question, "refused", Math.min(60, Math.max(1, Math.ceil(retryAfter))));
        return;
      }
    }
    const stamp = questions.replan(question, QuestionState.Waiting);
    if (again) pod.line.unshift(question, stamp);
    else pod.line.push(question, stamp);
    pod.waiting += 1;
    questions.work[question] = work;
    pod.waitingWork += work;
    const expires = queue.now + options.app.queueDeadlineSeconds;
    const leaves = Math.max(queue.now, this.calls.leavesAt(question));
    if (expires <= leaves && expires < Infinity) queue.schedule(expires, this.lineExpires, question, stamp);
    else if (leaves < Infinity) queue.schedule(leaves, this.clientLeaves, question, stamp);
  }

  /** Starts the call at the first entry, from the question's present one on, that has a place. */
  private tryStart(question: number, pod: AppPod): boolean {
    const { questions } = this;
    const route = this.routeOf(question);
    const from = questions.entry[question]!;
    for (let index = from; index < route.length; index++) {
      if (!this.calls.start(question, pod, route[index]!.backend)) continue;
      const firstCall = from === 0 && questions.rounds[question] === 0;
      if (firstCall && index > 0 && route[0]!.backend === "vllm") this.totals.overflowed += 1;
      questions.entry[question] = index;
      return true;
    }
    return false;
  }

  /** Seconds before the next round over the route; `undefined` where there is none. */
  private roundWait(round: number, retryAfter: number): number | undefined {
    const { attempts, retryMinWaitSeconds: least, retryMaxWaitSeconds: most } = this.options.app;
    if (round >= attempts || retryAfter > most) return undefined;
    if (retryAfter > 0) return retryAfter + this.jitter.uniform() * Math.min(least, retryAfter, 0.25);
    const step = Math.min(most, least * 2 ** (round - 1));
    return Math.min(most, step + (this.jitter.uniform() * step) / 2);
  }

  /** The client goes, the work stays: the app does it for nobody. The client goes on in a slot of its own. */
  private abandon(question: number): void {
    const { questions } = this;
    const [prompt, output] = [questions.promptTokens[question]!, questions.outputTokens[question]!];
    const client = questions.add(questions.arrivedAt[question]!, prompt, output, questions.route[question]!);
    questions.tries[client] = questions.tries[question]!;
    questions.abandoned[question] = 1;
    questions.replan(client, QuestionState.WithClient);
    this.listener.onFailed(client, "timedOut", 0);
  }

  private endForNobody(question: number, pod: AppPod): void {
    this.leavePod(question, pod);
    this.questions.remove(question);
  }

  private leaveLine(question: number, failure: Failure): void {
    this.leftLine(question, this.podOf(question));
    this.fail(question, failure, 1);
  }

  private leftLine(question: number, pod: AppPod): void {
    pod.waiting -= 1;
    pod.waitingWork -= this.questions.work[question]!;
  }

  private fail(question: number, failure: Failure, retryAfter: number): void {
    this.questions.replan(question, QuestionState.WithClient);
    this.leavePod(question, this.podOf(question));
    this.listener.onFailed(question, failure, retryAfter);
  }

  private leavePod(question: number, pod: AppPod): void {
    pod.inside -= 1;
    if (this.routeOf(question)[0]!.backend === "vllm") this.asked -= 1;
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

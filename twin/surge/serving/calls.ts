import type { EventKind, EventQueue, Random } from "../events";
import { refusedHoldSeconds } from "./adaptive-limit";
import { type AppPod, workOf } from "./app-pod";
import { Gateway } from "./gateway";
import type { BackendName, ServingOptions } from "./options";
import { CallResult, type Questions, QuestionState } from "./questions";
import { VllmFleet } from "./vllm-fleet";

/** Who hears how calls go. */
export interface CallListener {
  /** The whole answer is out. */
  onAnswer(question: number, pod: AppPod): void;
  /** The call brought nothing; of a refusal, when to come back, else 0 seconds. */
  onNoAnswer(question: number, retryAfterSeconds: number): void;
  /** A stream broke off. */
  onBroken(question: number): void;
  /** The first token comes when the client has gone, or would. */
  onClientGone(question: number): void;
  /** There may be a place for one who waits. */
  onPlace(pod: AppPod): void;
}

/** Calls from the app's pods to vLLM and the gateway, and the places that they hold. */
export class Calls {
  readonly vllm: VllmFleet;
  private readonly gateway: Gateway;
  private readonly gatewayEnds: EventKind;
  private readonly placeFrees: EventKind;
  private readonly clientLeaves: EventKind;

  constructor(
    private readonly queue: EventQueue,
    random: Random,
    private readonly options: ServingOptions,
    private readonly questions: Questions,
    private readonly pods: readonly (AppPod | undefined)[],
    private readonly listener: CallListener,
  ) {
    this.gateway = new Gateway(options.gateway, random.stream("gateway"));
    this.vllm = new VllmFleet(queue, random.stream("vllm"), options.vllm, {
      onFirstToken: (question) => this.vllmBegan(question),
      onDone: (question) => this.vllmEnded(question),
    });
    this.gatewayEnds = queue.register((question, stamp) => {
      if (questions.stamp[question] === stamp) this.gatewayEnded(question);
    });
    this.clientLeaves = queue.register((question, stamp) => {
      if (questions.stamp[question] === stamp) listener.onClientGone(question);
    });
    this.placeFrees = queue.register((id) => {
      const pod = pods[id];
      if (pod === undefined) return;
      pod.gateway.release(true, queue.now, queue.now);
      listener.onPlace(pod);
    });
  }

  /** Calls a backend, if it has a place. Whether it had. */
  start(question: number, pod: AppPod, backend: BackendName): boolean {
    if (!pod.hasRoom(backend, this.vllm.readyCount)) return false;
    if (backend === "vllm") return this.callVllm(question, pod);
    this.callGateway(question, pod);
    return true;
  }

  /** Ends a call whose client has gone. Its place is free. */
  cancel(question: number, pod: AppPod): void {
    const replica = this.questions.replica[question]!;
    if (replica < 0) {
      pod.gateway.abandon();
      return;
    }
    this.vllm.cancel(replica, question);
    this.leaveVllm(question, pod);
  }

  /** A vLLM replica ends. Who had no token yet has no answer; a stream breaks off. */
  endReplica(id: number): void {
    for (const question of this.vllm.kill(id)) {
      this.leaveVllm(question, this.podOf(question));
      if (this.questions.firstTokenAt[question]! < Infinity) this.listener.onBroken(question);
      else this.listener.onNoAnswer(question, 0);
    }
    for (const pod of this.pods) if (pod !== undefined) this.listener.onPlace(pod);
  }

  /** When the client of a question has had enough; never, where it has gone already. */
  leavesAt(question: number): number {
    const { questions, options } = this;
    if (questions.abandoned[question] === 1) return Infinity;
    return questions.triedAt[question]! + options.clients.patienceSeconds;
  }

  private callVllm(question: number, pod: AppPod): boolean {
    const { questions } = this;
    const replica = this.vllm.submit(question, questions.promptTokens[question]!, questions.outputTokens[question]!);
    if (replica < 0) return false;
    questions.replan(question, QuestionState.Called);
    questions.since[question] = this.queue.now;
    questions.replica[question] = replica;
    pod.vllmInFlight += 1;
    return true;
  }

  private vllmBegan(question: number): void {
    this.questions.firstTokenAt[question] = this.queue.now;
    // Looked at when the token comes: an event for each question's patience would cost more than the few that it runs out for.
    if (this.queue.now > this.leavesAt(question)) this.listener.onClientGone(question);
  }

  private vllmEnded(question: number): void {
    const pod = this.podOf(question);
    pod.learn("vllm", this.queue.now - this.questions.since[question]!, this.workOf(question));
    this.leaveVllm(question, pod);
    this.listener.onAnswer(question, pod);
    this.listener.onPlace(pod);
  }

  private leaveVllm(question: number, pod: AppPod): void {
    pod.vllmInFlight -= 1;
    this.questions.replica[question] = -1;
  }

  /** The gateway's model knows from the start how the call will end, so that it needs one event. */
  private callGateway(question: number, pod: AppPod): void {
    const { questions, queue, options } = this;
    const { now } = queue;
    const call = this.gateway.call(questions.promptTokens[question]!, questions.outputTokens[question]!, now);
    const stamp = questions.replan(question, QuestionState.Called);
    const tooLate = call.firstSeconds > options.app.httpTimeoutSeconds;
    const answers = call.kind === "answered" && !tooLate;
    questions.since[question] = now;
    questions.retryAfter[question] = call.retryAfterSeconds;
    questions.result[question] = answers
      ? CallResult.Answered
      : call.kind === "rejected"
        ? CallResult.Rejected
        : CallResult.Failed;
    if (answers) questions.firstTokenAt[question] = now + call.firstSeconds;
    pod.gateway.acquire();

    const first = now + (tooLate ? options.app.httpTimeoutSeconds : call.firstSeconds);
    const leaves = this.leavesAt(question);
    if (first > leaves) queue.schedule(Math.max(now, leaves), this.clientLeaves, question, stamp);
    // In an app that notices who goes, the call ends with its client.
    if (first > leaves && options.app.noticesGoneClients) return;
    queue.schedule(tooLate ? first : now + call.endSeconds, this.gatewayEnds, question, stamp);
  }

  private gatewayEnded(question: number): void {
    const { questions, queue } = this;
    const pod = this.podOf(question);
    const since = questions.since[question]!;
    switch (questions.result[question]) {
      case CallResult.Answered:
        pod.gateway.release(false, since, queue.now);
        pod.learn("gateway", queue.now - since, this.workOf(question));
        this.listener.onAnswer(question, pod);
        break;
      case CallResult.Rejected:
        queue.schedule(queue.now + refusedHoldSeconds(pod.gatewaySeconds), this.placeFrees, pod.id);
        this.listener.onNoAnswer(question, questions.retryAfter[question]!);
        break;
      default:
        pod.gateway.abandon();
        this.listener.onNoAnswer(question, 0);
    }
    this.listener.onPlace(pod);
  }

  private podOf(question: number): AppPod {
    return this.pods[this.questions.pod[question]!]!;
  }

  private workOf(question: number): number {
    return workOf(this.questions.promptTokens[question]!, this.questions.outputTokens[question]!);
  }
}

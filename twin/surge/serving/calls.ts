import { type CallFailure, type CallOrigin, type ModelGate, workOf } from "@breakwater/overload";
import type { EventKind, EventQueue } from "../events";
import type { AppPod } from "./app-pod";
import { DelayLine } from "./delay-line";
import type { Gateway } from "./gateway";
import type { RouteEntry } from "./options";
import { CallResult, type Questions, QuestionState } from "./questions";
import type { VllmFleet, VllmListener } from "./vllm-fleet";

/** Who hears how calls go. */
export interface CallListener {
  /** The whole answer is out. */
  onAnswer(question: number, pod: AppPod): void;
  /** The call brought nothing; of a refusal, what it said about when to come back, else 0 ms. */
  onNoAnswer(question: number, failure: CallFailure, retryAfterMs: number): void;
  /** A stream broke off. */
  onBroken(question: number): void;
}

/** What is called. */
export interface Backends {
  gateway: Pick<Gateway, "call">;
  vllm: Pick<VllmFleet, "readyCount" | "submit" | "cancel" | "kill">;
}

/** What every call needs of other modules, looked up once and not by each call. */
const { Called } = QuestionState;
const { Answered } = CallResult;
const workOfAnswer = workOf;

/** The kernel refuses a connection, or vLLM a request, after a way through the cluster and back, seconds. */
const refusalSeconds = 0.001;

/** What the results of calls mean for the app. */
const failures: Record<Exclude<CallResult, CallResult.Answered>, CallFailure> = {
  [CallResult.Rejected]: "rejected",
  [CallResult.Failed]: "failed",
  [CallResult.Absent]: "absent",
  [CallResult.TooLong]: "wrongRequest",
  [CallResult.TimedOut]: "timeout",
};

/** A place whose call was rejected, and that is kept for a while. */
interface KeptPlace {
  pod: AppPod;
  gate: ModelGate;
  origin: CallOrigin;
  heldMs: number;
}

/** Calls from the app's pods to vLLM and the gateway. Each has taken its place before, and gives it back when it ends. */
export class Calls implements VllmListener {
  private readonly begins: EventKind;
  private readonly ends: EventKind;
  private readonly placeFrees: EventKind;
  private readonly kept: (KeptPlace | undefined)[] = [];
  private readonly freeKept: number[] = [];
  /** The time-out of calls to vLLM. The gateway's model knows from the start how a call will end. */
  private readonly timeouts: DelayLine;

  constructor(
    private readonly queue: EventQueue,
    private readonly httpTimeoutSeconds: number,
    private readonly questions: Questions,
    private readonly pods: readonly (AppPod | undefined)[],
    private readonly backends: Backends,
    private readonly listener: CallListener,
  ) {
    this.begins = queue.register((question, stamp) => {
      if (questions.stamp[question] === stamp) this.gatewayBegan(question, stamp);
    });
    this.ends = queue.register((question, stamp) => {
      if (questions.stamp[question] === stamp) this.ended(question);
    });
    this.placeFrees = queue.register((index) => this.freePlace(index));
    this.timeouts = new DelayLine(queue, httpTimeoutSeconds, {
      isAwaited: (question, stamp) =>
        questions.stamp[question] === stamp && questions.firstTokenAt[question] === Infinity,
      onDue: (question) => this.timedOut(question),
    });
  }

  /** Makes the call of a place that was taken, which has that number. */
  start(question: number, { backend, model }: RouteEntry, begun: number): void {
    const { questions, queue } = this;
    const stamp = questions.replan(question, Called);
    questions.since[question] = queue.now;
    questions.gate[question] = this.podOf(question).gates[backend].model(model);
    questions.begun[question] = begun;
    if (backend === "vllm") this.callVllm(question, stamp);
    else this.callGateway(question, stamp);
  }

  /** Ends a call whose client has gone. Its place is free. */
  cancel(question: number): void {
    this.leaveReplica(question);
    this.free(question, this.podOf(question), "cancelled");
  }

  /** Its pod has ended, with all that it knew. */
  lose(question: number): void {
    this.leaveReplica(question);
  }

  /** A vLLM replica ends. Who had no token yet has no answer; a stream breaks off. */
  endReplica(id: number): void {
    for (const question of this.backends.vllm.kill(id)) {
      const pod = this.podOf(question);
      this.questions.replica[question] = -1;
      const hadBegun = this.questions.firstTokenAt[question]! < Infinity;
      this.free(question, pod, "failed");
      if (hadBegun) this.listener.onBroken(question);
      else this.listener.onNoAnswer(question, "failed", 0);
    }
  }

  /** vLLM's first token is there. */
  onFirstToken(question: number): void {
    this.began(question);
  }

  /** vLLM's answer is complete. */
  onDone(question: number): void {
    this.questions.replica[question] = -1;
    this.answered(question);
  }

  private callVllm(question: number, stamp: number): void {
    const { questions, queue } = this;
    const { vllm } = this.backends;
    const isAbsent = vllm.readyCount === 0;
    const replica = isAbsent
      ? -1
      : vllm.submit(question, questions.promptTokens[question]!, questions.outputTokens[question]!);
    questions.replica[question] = replica;
    if (replica >= 0) {
      this.timeouts.add(question, stamp);
      return;
    }
    questions.result[question] = isAbsent ? CallResult.Absent : CallResult.TooLong;
    queue.schedule(queue.now + refusalSeconds, this.ends, question, stamp);
  }

  /** The gateway's model knows from the start how the call will end. */
  private callGateway(question: number, stamp: number): void {
    const { questions, queue, httpTimeoutSeconds } = this;
    const { now } = queue;
    const call = this.backends.gateway.call(questions.promptTokens[question]!, questions.outputTokens[question]!, now);
    questions.retryAfter[question] = call.retryAfterSeconds;
    if (call.firstSeconds > httpTimeoutSeconds) {
      questions.result[question] = CallResult.TimedOut;
      queue.schedule(now + httpTimeoutSeconds, this.ends, question, stamp);
    } else if (call.kind === "answered") {
      questions.result[question] = Answered;
      questions.endsAt[question] = now + call.endSeconds;
      queue.schedule(now + call.firstSeconds, this.begins, question, stamp);
    } else {
      questions.result[question] = call.kind === "rejected" ? CallResult.Rejected : CallResult.Failed;
      queue.schedule(now + call.firstSeconds, this.ends, question, stamp);
    }
  }

  private gatewayBegan(question: number, stamp: number): void {
    this.began(question);
    this.queue.schedule(this.questions.endsAt[question]!, this.ends, question, stamp);
  }

  private began(question: number): void {
    const { questions, queue } = this;
    questions.firstTokenAt[question] = queue.now;
    questions.gate[question]!.streamBegan(questions.begun[question]!, this.milliseconds(question));
    // The limit may have grown by it.
    this.podOf(question).admission.advance();
  }

  private ended(question: number): void {
    const { questions } = this;
    const result = questions.result[question] as CallResult;
    if (result === Answered) {
      this.answered(question);
      return;
    }
    const failure = failures[result];
    const retryAfterMs = failure === "rejected" ? questions.retryAfter[question]! * 1_000 : 0;
    this.free(question, this.podOf(question), failure);
    this.listener.onNoAnswer(question, failure, retryAfterMs);
  }

  private answered(question: number): void {
    const { questions } = this;
    const pod = this.podOf(question);
    const work = workOfAnswer(questions.promptTokens[question]!, questions.outputTokens[question]!);
    const origin = questions.origin[question]!;
    questions.gate[question]!.answered(questions.begun[question]!, origin, this.milliseconds(question), work);
    pod.admission.advance();
    this.listener.onAnswer(question, pod);
  }

  private timedOut(question: number): void {
    this.leaveReplica(question);
    this.free(question, this.podOf(question), "timeout");
    this.listener.onNoAnswer(question, "timeout", 0);
  }

  private leaveReplica(question: number): void {
    const replica = this.questions.replica[question]!;
    if (replica >= 0) this.backends.vllm.cancel(replica, question);
    this.questions.replica[question] = -1;
  }

  /** Gives a place back whose call brought no answer, at once or after the time for which a rejected call keeps it. */
  private free(question: number, pod: AppPod, failure: CallFailure): void {
    const { questions } = this;
    const gate = questions.gate[question]!;
    const origin = questions.origin[question]!;
    const heldMs = gate.failed(failure, {
      begun: questions.begun[question]!,
      origin,
      inside: questions.firstTokenAt[question]! < Infinity,
    });
    if (failure !== "rejected") {
      pod.admission.advance();
      return;
    }
    const index = this.freeKept.pop() ?? this.kept.length;
    this.kept[index] = { pod, gate, origin, heldMs };
    this.queue.schedule(this.queue.now + heldMs / 1_000, this.placeFrees, index);
  }

  private freePlace(index: number): void {
    const { pod, gate, origin, heldMs } = this.kept[index]!;
    this.kept[index] = undefined;
    this.freeKept.push(index);
    gate.freeRejected(origin, heldMs);
    if (this.pods[pod.id] === pod) pod.admission.advance();
  }

  /** Time since the call began. */
  private milliseconds(question: number): number {
    return (this.queue.now - this.questions.since[question]!) * 1_000;
  }

  private podOf(question: number): AppPod {
    return this.pods[this.questions.pod[question]!]!;
  }
}

import { type EventKind, type EventQueue, type Random, SlidingQuantiles } from "../events";
import type { Arrivals } from "../traffic";
import type { AppPod } from "./app-pod";
import type { Backends } from "./calls";
import { Edge } from "./edge";
import { Gateway } from "./gateway";
import type { ServingOptions } from "./options";
import { QuestionFlow, type TryListener } from "./question-flow";
import { QuestionState } from "./questions";
import { type Failure, Totals } from "./totals";
import { VllmFleet } from "./vllm-fleet";

/** Time over which `recentResponses` looks back, seconds: the window of the product's own Prometheus queries. */
const recentSeconds = 120;

/**
 * All that serves questions: clients, the app's pods, vLLM and the gateway. What decides about pods and replicas lies outside: it adds, drains
 * and ends them, and reads the figures that the product's metrics would show.
 */
export class Serving implements TryListener {
  readonly totals = new Totals();
  /** Time from a try to its first token as the app sees it (`ai_response_latency_p99_seconds`), of late. */
  readonly recentResponses = new SlidingQuantiles(recentSeconds);
  /** The vLLM replicas. They are ended by `drainReplica` and `killReplica` here, because their questions must go on. */
  readonly vllm: VllmFleet;
  private readonly pods: (AppPod | undefined)[] = [];
  private readyPods: AppPod[] = [];
  private readonly flow: QuestionFlow;
  private readonly edge: Edge;
  private readonly chance: Random;
  private readonly clientRetries: EventKind;
  private readonly podDrained: EventKind;
  private readonly replicaDrained: EventKind;

  constructor(
    private readonly queue: EventQueue,
    random: Random,
    private readonly options: ServingOptions,
  ) {
    this.chance = random.stream("clients");
    this.edge = new Edge(options.edge, random.stream("edge"));
    this.vllm = new VllmFleet(queue, random.stream("vllm"), options.vllm, {
      onFirstToken: (question) => this.flow.calls.onFirstToken(question),
      onDone: (question) => this.flow.calls.onDone(question),
    });
    const backends: Backends = { gateway: new Gateway(options.gateway, random.stream("gateway")), vllm: this.vllm };
    this.flow = new QuestionFlow(queue, random, options, this.pods, this.totals, backends, this);
    this.clientRetries = queue.register((question, stamp) => {
      if (this.flow.questions.stamp[question] === stamp) this.ask(question);
    });
    this.podDrained = queue.register((pod) => this.killPod(pod));
    this.replicaDrained = queue.register((replica) => this.killReplica(replica));
  }

  /** Pods that get new questions. */
  get readyPodCount(): number {
    return this.readyPods.length;
  }

  /** Requests that the edge has turned away: tries, not questions, of which some came again. */
  get turnedAwayAtEdge(): number {
    return this.edge.turnedAway;
  }

  /** Questions that wait in the app's pods (`ai_request_queue_depth`). */
  get queueDepth(): number {
    return this.pods.reduce((sum, pod) => sum + (pod?.admission.depth ?? 0), 0);
  }

  /** What is asked of vLLM, wherever it is answered: the app's demand metric. */
  get askedOfVllm(): number {
    return this.flow.asked;
  }

  /** Questions inside, counted one by one. `totals.inside` must be the same. */
  countInside(): number {
    return this.flow.questions.countInside();
  }

  /** CPU time that a pod has used so far, seconds. */
  cpuSeconds(pod: number): number {
    return this.pods[pod]?.cpuSeconds ?? 0;
  }

  /** Questions in a pod: one that is draining may end when there are none. */
  questionsIn(pod: number): number {
    return this.pods[pod]?.inside ?? 0;
  }

  /** Seconds that a health check has to wait where it stands in line with the questions, as in a pod without a health thread. */
  healthDelaySeconds(id: number): number {
    const pod = this.pods[id];
    if (pod === undefined) return 0;
    const { gateway } = pod.gates;
    if (gateway.hasRoom) return 0;
    // How many places come free in a second.
    let perSecond = 0;
    for (const { limit } of gateway.models.values()) {
      if (limit.latencyMs !== undefined) perSecond += (limit.inFlight / limit.latencyMs) * 1_000;
    }
    return perSecond === 0 ? 0 : (pod.admission.depth + 1) / perSecond;
  }

  /** Lets questions come, each at its time. */
  feed(arrivals: Arrivals): void {
    const arrive = this.queue.register(() => {
      this.arrive(arrivals.promptTokens, arrivals.outputTokens);
      arrivals.next();
      if (arrivals.at < Infinity) this.queue.schedule(arrivals.at, arrive);
    });
    if (arrivals.at < Infinity) this.queue.schedule(arrivals.at, arrive);
  }

  /** A question is asked for the first time. */
  arrive(promptTokens: number, outputTokens: number): void {
    this.totals.arrivals += 1;
    const { questions } = this.flow;
    this.ask(questions.add(this.queue.now, promptTokens, outputTokens, this.chooseRoute()));
  }

  /** A pod is ready. Gives its number. */
  addPod(): number {
    const pod = this.flow.addPod();
    this.readyPods.push(pod);
    return pod.id;
  }

  /** A pod is no longer ready: it finishes what it has. */
  unreadyPod(id: number): void {
    this.readyPods = this.readyPods.filter((pod) => pod.id !== id);
  }

  /** A pod that was unready is ready again. */
  readyPod(id: number): void {
    const pod = this.pods[id];
    if (pod !== undefined && !this.readyPods.includes(pod)) this.readyPods.push(pod);
  }

  /** A pod is asked to end, and ended when its time is over. */
  drainPod(id: number, seconds: number): void {
    this.unreadyPod(id);
    this.queue.schedule(this.queue.now + seconds, this.podDrained, id);
  }

  /** A pod ends at once. What it has not answered is lost. */
  killPod(id: number): void {
    const pod = this.pods[id];
    if (pod === undefined) return;
    this.unreadyPod(id);
    this.flow.endPod(pod);
  }

  /** A replica is asked to end: it gets no more questions, and is ended when its time is over. */
  drainReplica(id: number, seconds: number): void {
    this.vllm.drain(id);
    this.queue.schedule(this.queue.now + seconds, this.replicaDrained, id);
  }

  /** A replica ends at once. Streams break off; what has not begun is tried elsewhere. */
  killReplica(id: number): void {
    this.flow.calls.endReplica(id);
  }

  /** @internal the question's flow calls it */
  onAnswered(question: number, firstSeconds: number): void {
    this.edge.leave(question);
    this.recentResponses.add(firstSeconds, this.queue.now);
    this.flow.questions.remove(question);
  }

  /** @internal the question's flow calls it: the client tries again, or that was it */
  onFailed(question: number, failure: Failure, retryAfterSeconds: number): void {
    this.edge.leave(question);
    const { questions } = this.flow;
    const { attempts, retryShare, backoffSeconds } = this.options.clients;
    const tries = (questions.tries[question]! += 1);
    // A client that retries does so each time: whether it is one is decided once.
    const triesAgain = tries < attempts && (tries > 1 || this.chance.uniform() < retryShare);
    if (!triesAgain) {
      this.totals[failure] += 1;
      questions.remove(question);
      return;
    }
    this.totals.clientRetries += 1;
    const backoff = backoffSeconds * 2 ** (tries - 1) * (0.5 + this.chance.uniform() / 2);
    const stamp = questions.replan(question, QuestionState.WithClient);
    this.queue.schedule(this.queue.now + Math.max(backoff, retryAfterSeconds), this.clientRetries, question, stamp);
  }

  /** @internal the question's flow calls it: the app goes on with it, and nobody waits for that */
  onAbandoned(question: number): void {
    this.edge.leave(question);
  }

  /** Through the edge to one of the ready pods, each as likely. */
  private ask(question: number): void {
    if (!this.edge.enter(question)) {
      const before = this.totals.refused;
      this.onFailed(question, "refused", 0);
      this.totals.refusedAtEdge += this.totals.refused - before;
      return;
    }
    const pod = this.readyPods[this.chance.below(this.readyPods.length)];
    if (pod === undefined) this.onFailed(question, "refused", 0);
    else this.flow.begin(question, pod);
  }

  private chooseRoute(): number {
    const { routes } = this.options;
    if (routes.length === 1) return 0;
    let left = this.chance.uniform();
    for (let index = 0; index < routes.length - 1; index++) {
      left -= routes[index]!.share;
      if (left < 0) return index;
    }
    return routes.length - 1;
  }
}

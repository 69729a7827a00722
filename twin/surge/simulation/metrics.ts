import type { ExternalTrigger, MetricsReader } from "../control";
import type { EventQueue } from "../events";
import type { Assumptions } from "../assumptions";
import type { Serving } from "../serving";
import { seriesOf, type WorkloadModel } from "../model";
import type { LivePod } from "./live-pods";

/** Highest bound but one of `ai_response_latency_p99_seconds`' buckets: a quantile above it is read as it. */
const highestBucket = 5;
/** Fewest answers within the query's window from which on the product's own query believes the latency. */
const believedFrom = 100;

const nothing = (): undefined => undefined;

/** What the autoscalers can see: the app's metrics as Prometheus last scraped them, and the pods' use as metrics-server last measured it. */
export class Metrics {
  private queueDepth = 0;
  private latencyP99 = 0;
  private asked = 0;
  private running = 0;
  private waiting = 0;
  private cacheUsage = 0;
  private measuredAt = 0;
  private readonly window: number;

  constructor(
    private readonly queue: EventQueue,
    private readonly serving: Serving,
    private readonly livePods: () => Iterable<LivePod>,
    private readonly assumptions: Assumptions,
  ) {
    const { numbers } = assumptions;
    this.window = numbers["metrics.resourceSeconds"];
    const scrape = queue.register(() => {
      this.scrape();
      queue.schedule(queue.now + numbers["metrics.scrapeSeconds"], scrape);
    });
    const measure = queue.register(() => {
      this.measure();
      queue.schedule(queue.now + this.window, measure);
    });
    queue.schedule(queue.now, scrape);
    queue.schedule(queue.now, measure);
  }

  /** The value of a trigger, in its own unit. Queues are empty: nobody puts tasks on them in a surge of questions. */
  read({ type, metadata }: ExternalTrigger): number | undefined {
    return type === "prometheus" ? this.query(metadata.query ?? "") : 0;
  }

  /**
   * What an HPA can read: use of a resource by its pods, and what KEDA measures.
   *
   * @param external answers for KEDA. Default: there is none
   */
  readerOf(
    pods: readonly LivePod[],
    { cpuRequest, memoryRequest }: WorkloadModel,
    external: MetricsReader["external"] = nothing,
  ): MetricsReader {
    const { measuredAt: timestamp, window } = this;
    const memory = this.assumptions.numbers["app.memoryBytes"] * 1000;
    return {
      resource(name) {
        return name === "cpu"
          ? { values: pods.map(({ milliCores }) => milliCores), timestamp, window, request: cpuRequest }
          : {
              values: pods.map(({ milliCores }) => (Number.isNaN(milliCores) ? NaN : memory)),
              timestamp,
              window,
              request: memoryRequest === undefined ? undefined : memoryRequest * 1000,
            };
      },
      pods: nothing,
      external,
      object: nothing,
    };
  }

  /** The answer of Prometheus: the series that a query is about is told by its name. */
  private query(query: string): number | undefined {
    const series = seriesOf(query);
    switch (series) {
      case "ai_request_queue_depth":
        return this.queueDepth;
      case "ai_response_latency_p99_seconds":
        return this.latencyP99;
      case "ai_vllm_requests_asked":
        return this.asked;
      case "vllm:num_requests_waiting":
        return this.waiting;
      case "vllm:num_requests_running":
        return this.running;
      case "vllm:kv_cache_usage_perc":
        return this.cacheUsage;
      case undefined:
        return undefined;
      default: {
        const unknown: never = series;
        return unknown;
      }
    }
  }

  private scrape(): void {
    const { serving, queue } = this;
    this.queueDepth = serving.queueDepth;
    this.asked = serving.askedOfVllm;
    this.running = serving.vllm.running;
    this.waiting = serving.vllm.waiting;
    this.cacheUsage = serving.vllm.cacheUsage;
    const { recentResponses } = serving;
    const believed = recentResponses.count(queue.now) >= believedFrom;
    this.latencyP99 = believed ? Math.min(highestBucket, recentResponses.at(0.99, queue.now) ?? 0) : 0;
  }

  private measure(): void {
    this.measuredAt = this.queue.now;
    for (const live of this.livePods()) {
      if (live.serving === undefined) continue;
      const used = live.role.cpuSeconds(live.serving);
      live.milliCores = Math.max(0, ((used - live.measuredCpu) / this.window) * 1000);
      live.measuredCpu = used;
    }
  }
}

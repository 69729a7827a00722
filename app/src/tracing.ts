import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  context,
  trace,
} from "@opentelemetry/api";
import type { AnswerFacts } from "./engine";

/** How traces are made. */
export interface TracingOptions {
  /** OTLP over HTTP, without `/v1/traces`; `undefined` means no traces. */
  endpoint: string | undefined;
  service: string;
  /** Share of traces kept where the caller has not decided. */
  ratio: number;
}

interface W3cHeaders {
  traceparent?: string;
  tracestate?: string;
}

/** What of the SDK a process with traces has. */
interface Sdk {
  tracer: Tracer;
  /** Context of the caller, from the W3C headers. */
  extract(headers: Record<string, unknown>): Context;
  /** The W3C headers that continue a context's trace. */
  inject(below: Context): W3cHeaders;
  shutdown(): Promise<void>;
}

/**
 * Traces by OpenTelemetry with the semantic conventions for generative AI. Without an endpoint every method returns at once: a request
 * then pays one comparison, and the start is spared the SDK. What users write and are answered is in no span.
 */
export class Tracing {
  /** Makes no traces. */
  static readonly off = new Tracing(undefined);

  private constructor(private readonly sdk: Sdk | undefined) {}

  static async open(options: TracingOptions): Promise<Tracing> {
    return options.endpoint === undefined ? Tracing.off : new Tracing(await loadSdk(options.endpoint, options));
  }

  /** Span of a request that came in, below the caller's. */
  startRequest(method: string, route: string, headers: Record<string, unknown>): Span | undefined {
    if (this.sdk === undefined) return undefined;
    return this.sdk.tracer.startSpan(
      `${method} ${route}`,
      { kind: SpanKind.SERVER, attributes: { "http.request.method": method, "http.route": route } },
      // Most callers bring no trace, and looking for one takes as long as beginning one.
      headers.traceparent === undefined ? ROOT_CONTEXT : this.sdk.extract(headers),
    );
  }

  endRequest(span: Span | undefined, status: number): void {
    if (span === undefined) return;
    span.setAttribute("http.response.status_code", status);
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }

  /** Span of one call to a backend. */
  startCall(parent: Span | undefined, model: string, backend: string): Span | undefined {
    if (this.sdk === undefined) return undefined;
    // Nobody will see a call below a request that is not sampled: its own context goes on to the backend.
    if (parent !== undefined && !parent.isRecording()) return parent;
    const below = parent === undefined ? context.active() : trace.setSpan(context.active(), parent);
    const attributes = {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": backend,
      "gen_ai.request.model": model,
    };
    return this.sdk.tracer.startSpan(`chat ${model}`, { kind: SpanKind.CLIENT, attributes }, below);
  }

  endCall(span: Span | undefined, facts: Pick<AnswerFacts, "usage"> | undefined, errorType?: string): void {
    if (span === undefined) return;
    if (facts !== undefined) {
      span.setAttribute("gen_ai.usage.input_tokens", facts.usage.promptTokens);
      span.setAttribute("gen_ai.usage.output_tokens", facts.usage.completionTokens);
    }
    if (errorType !== undefined) {
      span.setAttribute("error.type", errorType);
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  }

  /** The W3C header that continues a span's trace at the backend. */
  traceparentOf(span: Span | undefined): string | undefined {
    if (span === undefined || this.sdk === undefined) return undefined;
    return this.sdk.inject(trace.setSpan(ROOT_CONTEXT, span)).traceparent;
  }

  /** Span of an agent's attempt at a task: the root of a trace, above the calls that the agent makes. */
  startAgent(agent: string, task: { id: string; attempt: number }): Span | undefined {
    if (this.sdk === undefined) return undefined;
    const attributes = {
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.provider.name": "breakwater",
      "gen_ai.agent.name": agent,
      // The conventions have no name for these two.
      "breakwater.task.id": task.id,
      "breakwater.task.attempt": task.attempt,
    };
    return this.sdk.tracer.startSpan(`invoke_agent ${agent}`, { kind: SpanKind.INTERNAL, attributes }, ROOT_CONTEXT);
  }

  endAgent(span: Span | undefined, facts: { model: string; modelCalls: number } | undefined, errorType?: string): void {
    if (span === undefined) return;
    if (facts !== undefined) {
      span.setAttribute("gen_ai.response.model", facts.model);
      span.setAttribute("breakwater.agent.model_calls", facts.modelCalls);
    }
    if (errorType !== undefined) {
      span.setAttribute("error.type", errorType);
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  }

  /** Sends what is left. */
  async close(): Promise<void> {
    await this.sdk?.shutdown();
  }
}

/** Little and often: writing the SDK's 512 spans at once held up every request of that moment for 2 to 4 ms. */
const batches = { maxExportBatchSize: 64, scheduledDelayMillis: 1_000 };

async function loadSdk(endpoint: string, { service, ratio }: TracingOptions): Promise<Sdk> {
  const [
    { BasicTracerProvider, BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler },
    core,
    resources,
    otlp,
  ] = await Promise.all([
    import("@opentelemetry/sdk-trace-base"),
    import("@opentelemetry/core"),
    import("@opentelemetry/resources"),
    import("@opentelemetry/exporter-trace-otlp-http"),
  ]);
  const provider = new BasicTracerProvider({
    resource: resources.resourceFromAttributes({ "service.name": service }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [new BatchSpanProcessor(new otlp.OTLPTraceExporter({ url: `${endpoint}/v1/traces` }), batches)],
  });
  const propagator = new core.W3CTraceContextPropagator();
  const getter = {
    get: (headers: Record<string, unknown>, key: string) => headers[key] as string | undefined,
    keys: (headers: Record<string, unknown>) => Object.keys(headers),
  };
  const setter = {
    set: (headers: W3cHeaders, key: string, value: string) => void (headers[key as keyof W3cHeaders] = value),
  };
  return {
    tracer: provider.getTracer("breakwater"),
    extract: (headers) => propagator.extract(context.active(), headers, getter),
    inject: (below) => {
      const headers: W3cHeaders = {};
      propagator.inject(below, headers, setter);
      return headers;
    },
    shutdown: () => provider.shutdown(),
  };
}

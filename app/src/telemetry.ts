import { createLogger, type Logger } from "./logging";
import { Metrics } from "./metrics";
import type { Settings } from "./settings";
import { Tracing } from "./tracing";

/** By what a process of the app is seen: what it writes, counts and traces. */
export interface Telemetry {
  logger: Logger;
  metrics: Metrics;
  tracing: Tracing;
}

/** Starts the telemetry of this process, which is called as `OTEL_SERVICE_NAME` says. */
export async function startTelemetry(settings: Settings): Promise<Telemetry> {
  const service = settings.OTEL_SERVICE_NAME;
  return {
    logger: createLogger({ level: settings.LOG_LEVEL, service }),
    metrics: new Metrics(),
    tracing: await Tracing.open({
      endpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT,
      service,
      ratio: settings.OTEL_TRACES_SAMPLER_ARG,
    }),
  };
}

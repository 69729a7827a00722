import { createApi } from "./api/create-api";
import { closeConnectionsOnDrain, Drain, drainHttp, exitOnEarlySignals } from "./drain";
import { startGrpcServer } from "./grpc/server";
import { probesPlugin, startHealth } from "./health";
import { acceptBacklog } from "./http/server";
import { KeyListError } from "./identity";
import { loadSettings, SettingsError } from "./settings";
import { startMetricsServer } from "./metrics-server";
import { startTelemetry } from "./telemetry";

/** The API process: its health first, then the API by HTTP and gRPC, and the drain that takes them apart again. */
async function main(): Promise<void> {
  const started = exitOnEarlySignals();
  const settings = loadSettings(process.env);
  const { logger, metrics, tracing } = await startTelemetry(settings);
  const health = await startHealth(settings, logger);
  const metricsServer = await startMetricsServer(metrics, settings.HTTP_HOST, settings.METRICS_PORT);
  const { http, engine, identity, memory, close } = await createApi({
    settings,
    logger,
    metrics,
    tracing,
    extend: [
      (server) => closeConnectionsOnDrain(server, () => health.state.draining),
      (server) => void server.register(probesPlugin, { state: health.state }),
    ],
  });
  const grpc = await startGrpcServer({
    host: settings.HTTP_HOST,
    port: settings.GRPC_PORT,
    maxMessageBytes: settings.MAX_BODY_BYTES,
    engine,
    logger,
    metrics,
    tracing,
    identity,
    memory,
    stallMs: settings.CLIENT_STALL_TIMEOUT * 1_000,
  });
  const address = await http.listen({ host: settings.HTTP_HOST, port: settings.HTTP_PORT, backlog: acceptBacklog });

  const closing = {
    name: "connections",
    run: async () => {
      metricsServer.close();
      await close();
      await tracing.close();
    },
  };
  const drain = new Drain(
    { noticeMs: settings.DRAIN_NOTICE * 1_000, limitMs: settings.DRAIN_SECONDS * 1_000 },
    [[drainHttp(http), grpc.drain], [closing]],
    {
      onBegin: (reason) => {
        health.state.markDraining();
        grpc.markDraining();
        logger.info({ reason }, "draining");
      },
      onStepError: (step, error) => logger.error({ step, err: error }, "a step of the drain failed"),
      onEnd: (late) => logger.info({ late }, "drained"),
    },
  );
  drain.exitOnSignals((code) => logger.flush(() => process.exit(code)));
  started();
  health.failed.catch((error: unknown) => {
    logger.fatal({ err: error }, "the health thread has ended");
    void drain.begin("health thread").then(() => process.exit(1));
  });
  health.state.markStarted();
  logger.info(
    { address, grpcPort: grpc.port, healthPort: health.port, startMs: Math.round(performance.now()) },
    "ready",
  );
}

main().catch((error: unknown) => {
  // A wrong setting is the operator's to mend: what is wrong, and no stack.
  const isWrongSetting = error instanceof SettingsError || error instanceof KeyListError;
  process.stderr.write(`${isWrongSetting ? error.message : String((error as Error).stack ?? error)}\n`);
  process.exit(1);
});

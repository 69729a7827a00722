import { exitOnEarlySignals } from "./drain";
import { openIdentity } from "./identity";
import { createEngine } from "./routing";
import { openGatewayKey } from "./secrets";
import { type Settings, SettingsError } from "./settings";
import { startTelemetry } from "./telemetry";
import { openUsage } from "./usage";
import { engineModel } from "./worker/engine-model";
import { loadWorkerSettings } from "./worker/settings";
import { startWorker } from "./worker/start";

/** The agent worker: takes tasks from the queue and answers them, on the same engine as the API. */
async function main(settings: Settings): Promise<void> {
  const started = exitOnEarlySignals();
  const { logger, metrics, tracing } = await startTelemetry(settings);
  const gatewayKey = await openGatewayKey(settings, logger);
  const running = createEngine({ settings, metrics, tracing, gatewayKey });
  const { keys, close: closeKeys } = await openIdentity(settings, logger, metrics);
  const usage = await openUsage({ settings, logger, metrics, running, keys });
  const drain = await startWorker({
    settings,
    logger,
    metrics,
    tracing,
    model: engineModel(usage.engine),
    close: async () => {
      gatewayKey.close();
      closeKeys();
      await running.close();
      await usage.close();
      await tracing.close();
    },
  });
  drain.exitOnSignals((code) => logger.flush(() => process.exit(code)));
  started();
}

function settingsOrExit(): Settings {
  try {
    return loadWorkerSettings(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}

main(settingsOrExit()).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

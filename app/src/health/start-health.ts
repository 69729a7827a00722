import type { Logger } from "../logging";
import type { Settings } from "../settings";
import { type HealthServer, startHealthServer } from "./health-server";
import { startHeartbeatFile } from "./heartbeat-file";
import { blockBudgetMs } from "./verdict";

/** Starts what tells the kubelet that this process is alive: the health thread and, where one is named, the heartbeat file. */
export async function startHealth(settings: Settings, logger: Logger): Promise<HealthServer> {
  const health = await startHealthServer({
    host: settings.HTTP_HOST,
    port: settings.HEALTH_PORT,
    blockBudgetMs: blockBudgetMs(settings.LONGEST_BLOCK),
    busyIsUnready: settings.BUSY_IS_UNREADY,
  });
  if (settings.HEARTBEAT_FILE !== undefined) {
    startHeartbeatFile(settings.HEARTBEAT_FILE, (error) => logger.warn({ err: error }, "heartbeat failed"));
  }
  return health;
}

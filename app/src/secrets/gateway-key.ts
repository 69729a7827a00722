import type { Logger } from "../logging";
import type { Settings } from "../settings";
import { WatchedSecret } from "./watched-secret";

/** The gateway's key: from the mounted Secret first, so that it can rotate, from the variable second. */
export function openGatewayKey(settings: Settings, logger: Logger): Promise<WatchedSecret> {
  return WatchedSecret.open({
    name: "HOLYSHEEP_API_KEY",
    file: settings.HOLYSHEEP_API_KEY_FILE,
    fallback: settings.HOLYSHEEP_API_KEY,
    logger,
  });
}

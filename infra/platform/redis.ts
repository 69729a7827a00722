import { PlainRedis } from "../../components/kubernetes";
import type { PlatformContext } from "./context";

/** The Redis beside the app, where the settings have none of Azure's. Its name is a part of `stores.sessions.host`. */
export function createRedis({ settings, provider, namespaces }: PlatformContext): PlainRedis | undefined {
  if (settings.sessionStore.kind !== "plain") return undefined;
  return new PlainRedis("redis", { namespace: namespaces.app.namespaceName }, { provider });
}

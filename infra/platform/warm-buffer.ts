import { WarmBuffer } from "../../components/kubernetes";
import type { PlatformContext } from "./context";

/** Places for pods of `ai-service` that are there before the surge is, as many as the settings ask for. */
export function createWarmBuffer({ settings, provider, namespaces }: PlatformContext): WarmBuffer | undefined {
  const { pods } = settings.warmBuffer;
  if (pods === 0) return undefined;
  return new WarmBuffer("warm-buffer", { namespace: namespaces.app.namespaceName, pods }, { provider });
}

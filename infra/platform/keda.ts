import { Keda } from "../../components/kubernetes";
import type { PlatformContext } from "./context";

/** KEDA, with the identity that it measures the task queue with where there is one. */
export function createKeda({ settings, foundation, provider, namespaces }: PlatformContext): Keda {
  return new Keda(
    "keda",
    {
      namespace: namespaces.keda.namespaceName,
      identityClientId: foundation.kedaIdentity?.clientId,
      replicas: settings.keda.replicas,
    },
    { provider },
  );
}

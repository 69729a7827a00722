import {
  aiServiceServicePorts,
  CertManager,
  EdgeGateway,
  EnvoyGateway,
  longestSilenceSeconds,
  requestsPerAppPod,
} from "../../components/kubernetes";
import type { Settings } from "../../stacks";
import type { PlatformContext } from "./context";

/** The Secret of the login, which no pod of the app mounts. */
export const loginSecretName = "edge-login";

/** Whether people log in at the edge. */
export const hasLogin = ({ edge: { enabled, login } }: Settings): boolean => enabled && login.clientId !== "";

/** Of `publicPaths`: what programs ask, and what people open, with the login's own addresses. */
const loginPaths = {
  programs: "/v1/.*",
  people: "/(api/.*|highlight\\.js|openapi\\.json|oauth2/callback|logout)?",
} as const;

/**
 * What the internet may ask `ai-service` for: its page, the API and the description of it. Health and metrics are for the cluster
 * alone.
 */
const publicPaths = "/((v1|api)/.*|highlight\\.js|openapi\\.json)?";

/** The way in from the internet, where the settings have one. */
export function createEdge({ settings, foundation, provider, namespaces }: PlatformContext): EdgeGateway | undefined {
  const { enabled, host, acmeEmail, replicas } = settings.edge;
  if (!enabled) return undefined;
  const namespace = namespaces.edge.namespaceName;
  const { dockerHubMirror } = foundation;
  const envoyGateway = new EnvoyGateway(
    "envoy-gateway",
    { namespace, replicas: Math.min(replicas, 2), dockerHubMirror },
    { provider },
  );
  const certManager = new CertManager("cert-manager", { namespace }, { provider, dependsOn: [envoyGateway] });
  return new EdgeGateway(
    "edge",
    {
      namespace,
      backend: {
        namespace: namespaces.app.namespaceName,
        service: "ai-service",
        port: aiServiceServicePorts.http,
        paths: hasLogin(settings) ? loginPaths.programs : publicPaths,
        maxReplicas: settings.app.maxReplicas,
        requestsPerReplica: requestsPerAppPod,
        longestSilenceSeconds,
      },
      host: host === "" ? undefined : host,
      acmeEmail: acmeEmail === "" ? undefined : acmeEmail,
      replicas,
      dockerHubMirror,
      login: hasLogin(settings)
        ? {
            ...settings.edge.login,
            secretName: loginSecretName,
            paths: loginPaths.people,
            // Where callers have keys, the app asks for them.
            programs: settings.app.clientKeys ? "backend" : "token",
          }
        : undefined,
    },
    { provider, dependsOn: [envoyGateway, certManager] },
  );
}

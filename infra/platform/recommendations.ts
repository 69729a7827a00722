import { VerticalRecommendation } from "../../components/kubernetes";
import type { PlatformContext } from "./context";

/** What `ai-service` should request, by what it uses. AKS runs the recommender. */
export function createRecommendations({ provider, namespaces }: PlatformContext): VerticalRecommendation {
  return new VerticalRecommendation(
    "ai-service",
    { namespace: namespaces.app.namespaceName, target: { kind: "Deployment", name: "ai-service" } },
    { provider },
  );
}

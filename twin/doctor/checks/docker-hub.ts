import { defineCheck } from "../check";
import { ok, warning } from "../findings";
import { shortList } from "../list";
import { onStack } from "../situation";

/**
 * Whether nodes pull from Docker Hub themselves. It counts pulls by address, the nodes of a cluster share one or two, and what is too much
 * is answered with 429 (https://docs.docker.com/docker-hub/usage/pulls, Azure/acr#598).
 */
export const dockerHub = defineCheck({
  name: "docker-hub",
  subject: "images of Docker Hub",
  questions: () => ({}),
  judge: (situation) => {
    const { dockerHubImages } = situation.needs;
    if (dockerHubImages.length === 0) return [ok("No workload's image is pulled from Docker Hub itself.")];
    const where = onStack(situation);
    return [
      warning(
        `Every new node pulls ${shortList(dockerHubImages)} from Docker Hub itself, which counts pulls by address and refuses too many with 429, as in a surge.`,
        `pulumi config set dockerHubUsername <Docker ID> ${where} && pulumi config set --secret dockerHubToken ${where}`,
      ),
    ];
  },
});

import { isWorkload, parseImage, workloadsIn } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

export const imageNotLatest: ResourceRule = {
  name: "image-not-latest",
  description: "No image is `latest`.",
  guardsAgainst: "Two pods of one Deployment could run different programs, and a rollback brings back the same.",
  severity: "high",
  tags: ["hygiene"],
  remediationSteps: "Name a version, or better a digest: `make push` writes the app's own into the stack's config.",
  appliesTo: isWorkload,
  check: (resource, { violation, each }) => {
    each(workloadsIn(resource), (workload) => {
      each(workload.allContainers, ({ name, image }) => {
        // The API server takes a template without one, for somebody else to fill in.
        if (image === undefined || image === "") return;
        const { tag, digest } = parseImage(image);
        if (digest !== undefined) return;
        if (tag === undefined || tag === "latest") {
          violation(
            `Container "${name}" of ${workload.title} runs ${image}, which is ${tag ?? "latest, for it has no tag"}`,
            resource,
          );
        }
      });
    });
  },
};

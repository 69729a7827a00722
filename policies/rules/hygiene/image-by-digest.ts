import { isWorkload, parseImage, workloadsIn } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

interface Config extends Record<string, unknown> {
  ownRegistries: string;
  mirrored: string;
}

export const imageByDigest: ResourceRule<Config> = {
  name: "image-by-digest",
  description: "Images of other people's registries are named by digest.",
  guardsAgainst:
    "Their tags can be moved, to a program that nobody here has seen, and a mirror follows them. In a registry of one's own, a tag is what artifact streaming needs.",
  severity: "medium",
  tags: ["hygiene"],
  remediationSteps: "Append @sha256:… to the image; `docker buildx imagetools inspect IMAGE` prints it.",
  settings: {
    ownRegistries: {
      type: "string",
      default: "\\.azurecr\\.(io|cn|us)$",
      description: "Regular expression of the registries whose tags only their owner moves",
    },
    mirrored: {
      type: "string",
      default: "^docker-hub/",
      description:
        "Regular expression of the repositories in them that mirror another registry, whose owner moves the tags",
    },
  },
  appliesTo: isWorkload,
  check: (resource, { config, violation, each }) => {
    each(workloadsIn(resource), (workload) => {
      each(workload.allContainers, ({ name, image }) => {
        // The API server takes a template without one, for somebody else to fill in.
        if (image === undefined || image === "") return;
        const { registry, repository, digest } = parseImage(image);
        const isOwn =
          new RegExp(config.ownRegistries).test(registry.replace(/:\d+$/, "")) &&
          !new RegExp(config.mirrored).test(repository);
        if (digest !== undefined || isOwn) return;
        violation(`Container "${name}" of ${workload.title} runs ${image} of ${registry} without a digest`, resource);
      });
    });
  },
};

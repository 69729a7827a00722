import { asWorkload, isWorkload, parseImage } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

interface Config extends Record<string, unknown> {
  ownRegistries: string;
}

export const imageByDigest: ResourceRule<Config> = {
  name: "image-by-digest",
  description: "Images of other people's registries are named by digest.",
  guardsAgainst:
    "Their tags can be moved, to a program that nobody here has seen. In a registry of one's own, a tag is what artifact streaming needs.",
  severity: "medium",
  tags: ["hygiene"],
  remediationSteps: "Append @sha256:… to the image; `docker buildx imagetools inspect IMAGE` prints it.",
  settings: {
    ownRegistries: {
      type: "string",
      default: "\\.azurecr\\.(io|cn|us)$",
      description: "Regular expression of the registries whose tags only their owner moves",
    },
  },
  appliesTo: isWorkload,
  check: (resource, { config, violation, each }) => {
    const workload = asWorkload(resource);
    each(workload.allContainers, ({ name, image }) => {
      const { registry, digest } = parseImage(String(image));
      if (digest !== undefined || new RegExp(config.ownRegistries).test(registry)) return;
      violation(`Container "${name}" of ${workload.title} runs ${image} of ${registry} without a digest`, resource);
    });
  },
};

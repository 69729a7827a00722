import { z } from "zod";
import { defineCheck } from "../check";
import { ok, problem, warning } from "../findings";
import { inSubscription, onStack } from "../situation";

/** `az aks get-versions`. */
const shape = z.object({
  values: z.array(
    z.object({
      version: z.string(),
      isPreview: z.boolean().nullish(),
      capabilities: z.object({ supportPlan: z.array(z.string()).nullish() }).nullish(),
    }),
  ),
});

const communitySupport = "KubernetesOfficial";

/** Whether AKS offers the stack's Kubernetes version in its region. */
export const kubernetesVersion = defineCheck({
  name: "kubernetes-version",
  subject: "Kubernetes versions of the region",
  known: ({ needs }) =>
    needs.kubernetesVersion === ""
      ? [ok("The Plan names no Kubernetes version: there is nothing to be offered.")]
      : undefined,
  questions: (situation) => ({
    offered: {
      tool: "az",
      args: ["aks", "get-versions", "--location", situation.needs.location, ...inSubscription(situation)],
      shape,
    } as const,
  }),
  judge: (situation, { offered: { values } }) => {
    const { kubernetesVersion: wanted, location, tier } = situation.needs;
    const inSupport = values.filter(
      ({ isPreview, capabilities }) =>
        isPreview !== true && (capabilities?.supportPlan ?? [communitySupport]).includes(communitySupport),
    );
    const versions = inSupport.map(({ version }) => version).sort(byMinor);
    const mend = `pulumi config set kubernetesVersion ${versions.at(-1) ?? "<version>"} ${onStack(situation)}`;
    const found = values.find(({ version }) => version === wanted);
    if (!found) {
      return [
        problem(`AKS does not offer Kubernetes ${wanted} in ${location}; it offers ${versions.join(", ")}.`, mend),
      ];
    }
    if (found.isPreview === true) {
      return [warning(`Kubernetes ${wanted} is a preview in ${location}, without support.`, mend)];
    }
    if (!inSupport.includes(found) && tier !== "Premium") {
      return [
        problem(
          `Kubernetes ${wanted} has long-term support only in ${location}, which takes the tier Premium; the stack has ${tier}.`,
          mend,
        ),
      ];
    }
    return [ok(`AKS offers Kubernetes ${wanted} in ${location}.`)];
  },
});

/** `1.9` stands before `1.35`. */
function byMinor(a: string, b: string): number {
  return Number(a.split(".")[1]) - Number(b.split(".")[1]);
}

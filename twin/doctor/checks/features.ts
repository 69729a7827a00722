import { z } from "zod";
import { defineCheck } from "../check";
import { ok, problem, warning } from "../findings";
import { inSubscription, subscriptionOf } from "../situation";

/** `az feature show`. */
const shape = z.object({ properties: z.object({ state: z.string() }) });

const hostEncryptionFeature = "EncryptionAtHost";

/** Whether the subscription has the feature that encryption at host needs, where a pool asks for it. */
export const features = defineCheck({
  name: "features",
  subject: "registered features",
  known: ({ needs }) =>
    needs.pools.some(({ encryptionAtHost }) => encryptionAtHost)
      ? undefined
      : [ok("No feature needs to be registered: no pool asks for encryption at host.")],
  questions: (situation) => ({
    feature: {
      tool: "az",
      args: [
        "feature",
        "show",
        "--namespace",
        "Microsoft.Compute",
        "--name",
        hostEncryptionFeature,
        ...inSubscription(situation),
      ],
      shape,
    } as const,
  }),
  judge: (situation, { feature }) => {
    const subscription = `--subscription ${subscriptionOf(situation)}`;
    switch (feature.properties.state) {
      case "Registered":
        return [ok(`The feature Microsoft.Compute/${hostEncryptionFeature} is registered.`)];
      case "Registering":
      case "Pending":
        return [
          warning(
            `The feature Microsoft.Compute/${hostEncryptionFeature} is being registered, which takes some 15 minutes.`,
            `az feature show --namespace Microsoft.Compute --name ${hostEncryptionFeature} --query properties.state ${subscription}`,
          ),
        ];
      default:
        // The provider hands a new feature on only when it is registered once more.
        return [
          problem(
            `The pools ask for encryption at host, and the feature Microsoft.Compute/${hostEncryptionFeature} is not registered.`,
            `az feature register --namespace Microsoft.Compute --name ${hostEncryptionFeature} ${subscription} && az provider register --namespace Microsoft.Compute ${subscription}`,
          ),
        ];
    }
  },
});

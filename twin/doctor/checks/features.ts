import { z } from "zod";
import { defineCheck } from "../check";
import { ok, problem, warning } from "../findings";
import type { Finding } from "../findings";
import { shortList } from "../list";
import type { FeatureNeed } from "../needs/features";
import type { Question } from "../run/json-cli";
import { inSubscription, subscriptionOf } from "../situation";
import type { Situation } from "../situation";

/** `az feature show`. */
const shape = z.object({ properties: z.object({ state: z.string() }) });
type Feature = z.infer<typeof shape>;

/** Whether the subscription has the features that properties of the Plan's clusters and pools need. */
export const features = defineCheck({
  name: "features",
  subject: "registered features",
  known: ({ needs }) =>
    needs.features.length > 0
      ? undefined
      : [ok("No feature needs to be registered: no cluster and no pool asks for one.")],
  questions: (situation): Record<string, Question<Feature>> =>
    Object.fromEntries(
      situation.needs.features.map((feature) => [
        titleOf(feature),
        {
          tool: "az",
          args: [
            ...["feature", "show", "--namespace", feature.namespace, "--name", feature.name],
            ...inSubscription(situation),
          ],
          shape,
        },
      ]),
    ),
  judge: (situation, answers) =>
    situation.needs.features.map((feature) =>
      judgeFeature(feature, answers[titleOf(feature)]?.properties.state, situation),
    ),
});

const titleOf = ({ namespace, name }: FeatureNeed): string => `${namespace}/${name}`;

function judgeFeature(feature: FeatureNeed, state: string | undefined, situation: Situation): Finding {
  const title = titleOf(feature);
  const { namespace, name, because } = feature;
  const subscription = `--subscription ${subscriptionOf(situation)}`;
  switch (state) {
    case "Registered":
      return ok(`The feature ${title} is registered.`);
    case "Registering":
    case "Pending":
      return warning(
        `The feature ${title} is being registered, which takes some 15 minutes.`,
        `az feature show --namespace ${namespace} --name ${name} --query properties.state ${subscription}`,
      );
    default:
      // The provider hands a new feature on only when it is registered once more.
      return problem(
        `The feature ${title} is not registered. It is needed for ${shortList(because)}.`,
        `az feature register --namespace ${namespace} --name ${name} ${subscription} && az provider register --namespace ${namespace} ${subscription}`,
      );
  }
}

import { z } from "zod";
import { defineCheck } from "../check";
import { ok, problem, unseen, warning } from "../findings";
import type { Finding } from "../findings";
import { shortList } from "../list";
import type { ProviderNeed } from "../needs/providers";
import { inSubscription, subscriptionOf } from "../situation";
import type { Situation } from "../situation";

/** `az provider list`. */
const shape = z.array(z.object({ namespace: z.string(), registrationState: z.string() }));

/** What raises a quota, which the check of quotas tells; no stack fails for want of it. */
const quotaProvider = "Microsoft.Quota";

/** Whether the subscription knows the resource providers of everything in the Plan. */
export const providers = defineCheck({
  name: "providers",
  subject: "registered resource providers",
  questions: (situation) => ({
    registered: {
      tool: "az",
      args: [
        ...["provider", "list", "--query", "[].{namespace:namespace, registrationState:registrationState}"],
        ...inSubscription(situation),
      ],
      shape,
    } as const,
  }),
  judge: (situation, { registered }) => {
    const { needs } = situation;
    const stateOf = (provider: string): string =>
      registered.find(({ namespace }) => namespace.toLowerCase() === provider.toLowerCase())?.registrationState ??
      "NotRegistered";
    const findings = needs.providers.flatMap((need) => judgeProvider(need, stateOf(need.namespace), situation));
    if (needs.pools.length > 0 && stateOf(quotaProvider) === "NotRegistered") {
      findings.push(
        warning(
          `The resource provider ${quotaProvider} is not registered: \`az quota update\`, which raises vCPUs, is refused.`,
          register(quotaProvider, situation),
        ),
      );
    }
    const unknown = needs.unknownTypes.map((type) =>
      unseen(
        `the resource provider of ${type}: it is not known here. The type's id tells it: /providers/<namespace>/…`,
      ),
    );
    const fine = findings.length > 0 ? [] : [ok(`All ${needs.providers.length} resource providers are registered.`)];
    return [...findings, ...unknown, ...fine];
  },
});

function judgeProvider({ namespace, because }: ProviderNeed, state: string, situation: Situation): Finding[] {
  if (state === "Registered") return [];
  if (state === "Registering") {
    return [
      warning(
        `${namespace} is being registered, which takes minutes.`,
        `az provider show --namespace ${namespace} --query registrationState --subscription ${subscriptionOf(situation)}`,
      ),
    ];
  }
  return [
    problem(
      `The resource provider ${namespace} is not registered in the subscription. It is needed for ${shortList(because)}.`,
      register(namespace, situation),
    ),
  ];
}

const register = (namespace: string, situation: Situation): string =>
  `az provider register --namespace ${namespace} --wait --subscription ${subscriptionOf(situation)}`;

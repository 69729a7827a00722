import { z } from "zod";
import { defineCheck } from "../check";
import { ok, problem, warning } from "../findings";
import type { Finding } from "../findings";
import { inSubscription, subscriptionOf } from "../situation";

/** `az provider list`. */
const shape = z.array(z.object({ namespace: z.string(), registrationState: z.string() }));

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
    const stateOf = (provider: string): string =>
      registered.find(({ namespace }) => namespace.toLowerCase() === provider.toLowerCase())?.registrationState ??
      "NotRegistered";
    const findings = situation.needs.providers.flatMap((provider): Finding[] => {
      const state = stateOf(provider);
      if (state === "Registered") return [];
      if (state === "Registering") {
        return [
          warning(
            `${provider} is being registered, which takes minutes.`,
            `az provider show --namespace ${provider} --query registrationState`,
          ),
        ];
      }
      return [
        problem(
          `The resource provider ${provider} is not registered in the subscription.`,
          `az provider register --namespace ${provider} --wait --subscription ${subscriptionOf(situation)}`,
        ),
      ];
    });
    return findings.length > 0
      ? findings
      : [ok(`All ${situation.needs.providers.length} resource providers are registered.`)];
  },
});

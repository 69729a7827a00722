import type * as pulumi from "@pulumi/pulumi";
import { integerBetween, matching } from "../../../validation";
import { someText } from "../../rules";
import { text } from "../../text";
import type { Trigger, TriggerCheck } from "./trigger";

/**
 * Scales on the messages of an Azure Service Bus queue. KEDA's operator signs in by its own Workload Identity, which needs
 * the role Azure Service Bus Data Receiver on the queue (kedacore/keda#4597).
 */
export interface ServiceBusTrigger {
  type: "serviceBus";
  /** Name of the namespace, without its domain. */
  serviceBusNamespace: pulumi.Input<string>;
  /** The queue. Default: `ai-task-queue`. */
  queueName?: pulumi.Input<string>;
  /** Messages that a replica stands for, 1 or more. Default: 5. */
  messagesPerReplica?: pulumi.Input<number>;
}

/** Messages that a replica stands for, where nobody says otherwise. */
export const messagesPerReplica = 5;

/** Defaults (docs/coverage.md). */
const defaults = { queueName: "ai-task-queue", messagesPerReplica } as const;

const namespaceName = matching(
  /^[A-Za-z][A-Za-z0-9-]{4,48}[A-Za-z0-9]$/,
  "a Service Bus namespace's name of 6 to 50 letters, digits and hyphens, without a domain",
);

/** The trigger of a Service Bus queue; one message wakes a target that has 0 replicas. */
export function serviceBusTrigger(check: TriggerCheck, args: ServiceBusTrigger): Trigger {
  const messages = args.messagesPerReplica ?? defaults.messagesPerReplica;
  return {
    name: "service-bus",
    type: "azure-servicebus",
    metadata: {
      namespace: check.input("serviceBusNamespace", args.serviceBusNamespace, namespaceName),
      queueName: check.input("queueName", args.queueName ?? defaults.queueName, someText),
      messageCount: text(check.input("messagesPerReplica", messages, integerBetween(1, 1_000_000))),
      activationMessageCount: "0",
    },
    authentication: { podIdentity: { provider: "azure-workload" } },
  };
}

import * as pulumi from "@pulumi/pulumi";
import { integerBetween, matching } from "../../../validation";
import { someText } from "../../rules";
import { text } from "../../text";
import type { Trigger, TriggerCheck } from "./trigger";

/** Scales on the lag of a Kafka consumer group. Replicas beyond the topic's partitions would be idle: KEDA stops there. */
export interface KafkaTrigger {
  type: "kafka";
  /** Brokers, `host:port`. */
  bootstrapServers: pulumi.Input<string>[];
  /** The topic. Default: `ai-requests`. */
  topic?: pulumi.Input<string>;
  /** The consumer group. Default: `ai-service-group`. */
  consumerGroup?: pulumi.Input<string>;
  /** Lag that a replica stands for, messages, 1 or more. Default: 100. */
  lagPerReplica?: pulumi.Input<number>;
  /** Whether the brokers speak TLS. Default: false. */
  tls?: pulumi.Input<boolean>;
}

/** Defaults (docs/coverage.md). */
const defaults = { topic: "ai-requests", consumerGroup: "ai-service-group", lagPerReplica: 100 } as const;

const brokerList = matching(/^[\w.-]+:\d{1,5}(,[\w.-]+:\d{1,5})*$/, "one broker or more, each host:port");

/** The trigger of a consumer group. */
export function kafkaTrigger(check: TriggerCheck, args: KafkaTrigger): Trigger {
  const brokers = Array.isArray(args.bootstrapServers) ? args.bootstrapServers : [];
  const list = brokers.every((broker) => typeof broker === "string")
    ? brokers.join(",")
    : pulumi.all(brokers).apply((all) => all.join(","));
  const lag = args.lagPerReplica ?? defaults.lagPerReplica;
  return {
    name: "kafka",
    type: "kafka",
    metadata: {
      bootstrapServers: check.input("bootstrapServers", list, brokerList),
      topic: check.input("topic", args.topic ?? defaults.topic, someText),
      consumerGroup: check.input("consumerGroup", args.consumerGroup ?? defaults.consumerGroup, someText),
      lagThreshold: text(check.input("lagPerReplica", lag, integerBetween(1, 1_000_000))),
      activationLagThreshold: "0",
      tls: pulumi.output(args.tls ?? false).apply((tls) => (tls ? "enable" : "disable")),
    },
  };
}

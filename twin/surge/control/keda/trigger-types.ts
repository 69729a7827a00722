/** A type of trigger that measures one value somewhere else. */
export interface ValueTrigger {
  /** Metadata key of the value that one replica is meant for. */
  target: string;
  /** Where the key is absent; none where KEDA requires it. */
  defaultTarget?: number;
  /** Metadata key of the value above which the trigger is active. Default of each: 0. */
  activation: string;
  /** Name of its metric, without the index of the trigger. */
  metricName(metadata: Readonly<Record<string, string>>): string;
}

/** Triggers that the simulator knows, by their type (pkg/scalers of KEDA 2.20: keys, defaults and names of metrics). */
export const valueTriggers: Readonly<Record<string, ValueTrigger>> = {
  prometheus: { target: "threshold", activation: "activationThreshold", metricName: () => "prometheus" },
  redis: {
    target: "listLength",
    defaultTarget: 5,
    activation: "activationListLength",
    metricName: ({ listName }) => `redis-${listName}`,
  },
  kafka: {
    target: "lagThreshold",
    defaultTarget: 10,
    activation: "activationLagThreshold",
    metricName: ({ topic, consumerGroup }) => (topic ? `kafka-${topic}` : `kafka-${consumerGroup}-topics`),
  },
  "azure-servicebus": {
    target: "messageCount",
    defaultTarget: 5,
    activation: "activationMessageCount",
    metricName: ({ queueName, topicName }) => `azure-servicebus-${queueName ?? topicName}`,
  },
  "metrics-api": {
    target: "targetValue",
    activation: "activationTargetValue",
    metricName: ({ valueLocation }) => `metric-api-${valueLocation}`,
  },
};

/** Triggers that become resource metrics of the HPA: KEDA itself measures nothing for them. */
export const cpuAndMemory: readonly string[] = ["cpu", "memory"];

import type * as pulumi from "@pulumi/pulumi";
import { matching } from "../../../validation";
import { dnsLabel, httpUrl, numberBetween } from "../../rules";
import { text } from "../../text";
import type { Trigger, TriggerCheck } from "./trigger";

/** Scales on the answer to a query. */
export interface PrometheusTrigger {
  type: "prometheus";
  /** What it is called in KEDA's status and metrics, for example `queue-depth`. */
  name: string;
  /** Address of Prometheus, `http://<service>.<namespace>.svc:9090`. */
  serverAddress: pulumi.Input<string>;
  /** PromQL whose answer is one element: `sum(…)` around whatever has labels, for KEDA refuses several. */
  query: pulumi.Input<string>;
  /** What the query should answer, for each replica (`AverageValue`) or for all of them (`Value`), above 0. */
  threshold: pulumi.Input<number>;
  /** Answer above which the target leaves 0 replicas. Default: 0. */
  activationThreshold?: pulumi.Input<number>;
  /** Whether the answer is shared among the replicas or is a ratio for those that are ready. Default: `AverageValue`. */
  metricType?: "AverageValue" | "Value";
}

/** A query that aggregates, as far as its text can show. */
const aggregating = matching(
  /\b(sum|max|min|avg|count|scalar|vector|histogram_quantile)\b/s,
  "PromQL with an aggregation such as sum(…), because KEDA takes one element only",
);

/** The trigger of a query that comes from outside. */
export function prometheusTrigger(check: TriggerCheck, args: PrometheusTrigger): Trigger {
  check.input("name", args.name, dnsLabel);
  return queryTrigger({
    name: args.name,
    serverAddress: check.input("serverAddress", args.serverAddress, httpUrl),
    query: check.input("query", args.query, aggregating),
    threshold: check.input("threshold", args.threshold, numberBetween(0.001, 1e9)),
    activationThreshold: check.input("activationThreshold", args.activationThreshold ?? 0, numberBetween(0, 1e9)),
    metricType: args.metricType,
  });
}

/**
 * The trigger of a query that is known to be sound. An empty answer is a failure and not 0: a Prometheus that has lost sight of
 * the pods must not send them away. KEDA then holds the replicas, or serves the fallback.
 */
export const queryTrigger = (args: Omit<PrometheusTrigger, "type">): Trigger => ({
  name: args.name,
  type: "prometheus",
  metricType: args.metricType ?? "AverageValue",
  metadata: {
    serverAddress: args.serverAddress,
    query: args.query,
    threshold: text(args.threshold),
    activationThreshold: text(args.activationThreshold ?? 0),
    ignoreNullValues: "false",
  },
});

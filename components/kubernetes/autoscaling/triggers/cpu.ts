import type * as pulumi from "@pulumi/pulumi";
import { integerBetween } from "../../../validation";
import { text } from "../../text";
import type { Trigger, TriggerCheck } from "./trigger";

/** Scales on the use of CPU, as a share of what the pods request. It is always active: it never lets a target go to 0. */
export function cpuTrigger(check: TriggerCheck, cpuPercent: pulumi.Input<number>): Trigger {
  const percent = check.input("cpuPercent", cpuPercent, integerBetween(1, 100));
  return { name: "cpu", type: "cpu", metricType: "Utilization", metadata: { value: text(percent) } };
}

import { Quantity, type QuantityText } from "@breakwater/kubernetes-rules";
import { z } from "zod";
import { group, integer, parseInput, text } from "../../../files/input";

/*
 * The spec of an autoscaling/v2 HorizontalPodAutoscaler as a user writes it, with what the API server of Kubernetes 1.36
 * refuses (pkg/apis/autoscaling/validation). Scale to zero needs a feature gate that is off by default, hence
 * minReplicas from 1.
 */

/** Longest stabilization window and policy period that the API server takes, seconds. */
const maxWindow = 3600;
const maxPeriod = 1800;

const quantityWhere = (holds: (sign: number) => boolean, allowed: string) =>
  z.custom<QuantityText>((value) => {
    const quantity = Quantity.parse(value);
    return quantity !== undefined && holds(quantity.compare(Quantity.zero));
  }, allowed);
const positiveQuantity = quantityWhere((sign) => sign > 0, 'a quantity above 0, such as "500m" or "2Gi"');
const toleranceQuantity = quantityWhere((sign) => sign >= 0, 'a quantity of 0 or more, such as "0.1"');

const target = group({
  type: z.enum(["Utilization", "Value", "AverageValue"], "one of Utilization, Value, AverageValue"),
  averageUtilization: integer(1).optional(),
  averageValue: positiveQuantity.optional(),
  value: positiveQuantity.optional(),
});

type Target = z.infer<typeof target>;
const exactlyOne = (a: keyof Target, b: keyof Target) =>
  target.refine((value) => (value[a] === undefined) !== (value[b] === undefined), `a target with either ${a} or ${b}`);

const metric = group({ name: text("a metric's name"), selector: z.looseObject({}, "a label selector").optional() });
const resourceName = text("a resource's name, such as cpu or memory");

const resource = group({ name: resourceName, target: exactlyOne("averageUtilization", "averageValue") });
const containerResource = group({
  name: resourceName,
  container: text("a container's name"),
  target: exactlyOne("averageUtilization", "averageValue"),
});
const pods = group({
  metric,
  target: target.refine(({ averageValue }) => averageValue !== undefined, "a target with averageValue"),
});
const external = group({ metric, target: exactlyOne("averageValue", "value") });
const object = group({
  metric,
  describedObject: group({ apiVersion: z.string("a text").optional(), kind: text("a kind"), name: text("a name") }),
  target: target.refine(
    ({ averageValue, value }) => averageValue !== undefined || value !== undefined,
    "a target with averageValue or value",
  ),
});

const types = ["Resource", "ContainerResource", "Pods", "External", "Object"] as const;
const metricSpec = z.discriminatedUnion(
  "type",
  [
    group({ type: z.literal("Resource"), resource }),
    group({ type: z.literal("ContainerResource"), containerResource }),
    group({ type: z.literal("Pods"), pods }),
    group({ type: z.literal("External"), external }),
    group({ type: z.literal("Object"), object }),
  ],
  `a metric whose type is one of ${types.join(", ")}`,
);

const policy = group({
  type: z.enum(["Pods", "Percent"], "one of Pods, Percent"),
  value: integer(1),
  periodSeconds: integer(1, maxPeriod),
});

const scalingRules = group({
  stabilizationWindowSeconds: integer(0, maxWindow).optional(),
  selectPolicy: z.enum(["Max", "Min", "Disabled"], "one of Max, Min, Disabled").optional(),
  policies: z.array(policy, "a list of policies").min(1, "a list with at least one policy").optional(),
  tolerance: toleranceQuantity.optional(),
});

/** `behavior` of an autoscaler; KEDA passes it on as it is. */
export const behaviorSchema = group({ scaleUp: scalingRules.optional(), scaleDown: scalingRules.optional() });

/** The spec as a user writes it. */
export const hpaSpecSchema = group({
  scaleTargetRef: group({ apiVersion: z.string("a text").optional(), kind: text("a kind"), name: text("a name") }),
  minReplicas: integer(1).optional(),
  maxReplicas: integer(1),
  metrics: z.array(metricSpec, "a list of metrics").optional(),
  behavior: behaviorSchema.optional(),
}).refine(({ minReplicas = 1, maxReplicas }) => minReplicas <= maxReplicas, {
  path: ["maxReplicas"],
  message: "minReplicas or more",
});

/** The spec of an autoscaling/v2 HorizontalPodAutoscaler. */
export type HpaSpec = z.infer<typeof hpaSpecSchema>;
/** One metric of a spec. */
export type MetricSpec = z.infer<typeof metricSpec>;
/** Where a metric's target stands. */
export type MetricTarget = Target;
/** The rules of one direction, before defaults. */
export type ScalingRules = z.infer<typeof scalingRules>;
/** A limit to the change in a period. */
export type ScalingPolicy = z.infer<typeof policy>;

/**
 * A spec that the API server would take.
 *
 * @param subject what the spec belongs to, for the message
 * @throws InputError that says everything that is wrong with it
 */
export function readHpaSpec(value: unknown, subject: string): HpaSpec {
  return parseInput(hpaSpecSchema, value, subject);
}

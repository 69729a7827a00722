import type { JsonObject, Plan } from "../../plan";
import { InputError, readHpaSpec, readScaledObject } from "../control";
import { idOf, type KubernetesObject, objectsOf } from "./objects";
import type { ScalerModel } from "./surge-model";

/** Series that a Prometheus query may ask for, as long as the simulator is to answer it. */
export const knownSeries = [
  "ai_request_queue_depth",
  "ai_response_latency_p99_seconds",
  "ai_vllm_requests_asked",
  "vllm:num_requests_waiting",
  "vllm:num_requests_running",
  "vllm:kv_cache_usage_perc",
] as const;

/** The series that a query is about; `undefined` where the simulator has none of it. */
export const seriesOf = (query: string): (typeof knownSeries)[number] | undefined =>
  knownSeries.find((series) => query.includes(series));

/**
 * Autoscalers by the workload that each scales, `namespace/name`.
 *
 * @param problems where what cannot be simulated is written down: a spec that would be refused, two on one workload, none at all
 */
export function readScalers(plan: Plan, problems: string[]): Map<string, ScalerModel> {
  const scalers = new Map<string, ScalerModel>();
  const add = (object: KubernetesObject, read: (spec: JsonObject) => ScalerModel): void => {
    const title = `${object.kind} ${idOf(object)}`;
    try {
      const scaler = read(object.spec ?? {});
      const target = `${object.metadata.namespace ?? "default"}/${scaler.spec.scaleTargetRef.name}`;
      if (scalers.has(target))
        problems.push(
          `${title}: spec.scaleTargetRef.name = "${scaler.spec.scaleTargetRef.name}" has an autoscaler already; one may scale it`,
        );
      else scalers.set(target, scaler);
      problems.push(...unknownQueries(scaler).map((problem) => `${title}: ${problem}`));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.problems.map((problem) => `${title}: ${problem}`));
    }
  };
  for (const object of objectsOf(plan, "HorizontalPodAutoscaler")) {
    add(object, (spec) => ({ kind: "hpa", spec: readHpaSpec(spec, idOf(object)) }));
  }
  for (const object of objectsOf(plan, "ScaledObject")) {
    add(object, (spec) => ({ kind: "keda", spec: readScaledObject(spec, idOf(object)) }));
  }
  if (scalers.size === 0 && problems.length === 0) {
    problems.push(
      "it has no HorizontalPodAutoscaler and no ScaledObject; a stack without autoscalers has nothing to prove",
    );
  }
  return scalers;
}

function unknownQueries({ kind, spec }: ScalerModel): string[] {
  if (kind === "hpa") return [];
  return spec.triggers.flatMap(({ type, metadata }, index) => {
    const query = metadata.query ?? "";
    if (type !== "prometheus" || seriesOf(query) !== undefined) return [];
    return [
      `triggers[${index}].metadata.query = ${JSON.stringify(query)} must ask for one of ${knownSeries.join(", ")}`,
    ];
  });
}

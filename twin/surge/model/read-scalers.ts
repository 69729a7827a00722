import { type Autoscaler, autoscalersOf, hpaDefaults, kedaDefaults, type Resource } from "@breakwater/plan-views";
import { InputError, readHpaSpec, readScaledObject } from "../control";
import type { ScalerModel } from "./surge-model";

/** Series that a Prometheus query may ask for, as long as the simulator is to answer it. */
const knownSeries = [
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

/** Fewest and most replicas that an autoscaler keeps, with the defaults of its kind. */
export const boundsOf = ({ kind, spec }: ScalerModel): { min: number; max: number } =>
  kind === "hpa"
    ? { min: spec.minReplicas ?? hpaDefaults.minReplicas, max: spec.maxReplicas }
    : {
        min: spec.minReplicaCount ?? kedaDefaults.minReplicaCount,
        max: spec.maxReplicaCount ?? kedaDefaults.maxReplicaCount,
      };

/**
 * Autoscalers by the workload that each scales, `namespace/name`.
 *
 * @returns what cannot be simulated in `problems`: a spec that would be refused, two on one workload, none at all
 */
export function readScalers(resources: readonly Resource[]): { scalers: Map<string, ScalerModel>; problems: string[] } {
  const scalers = new Map<string, ScalerModel>();
  const problems: string[] = [];
  for (const autoscaler of autoscalersOf(resources)) {
    const { kind, id, namespace } = autoscaler;
    const title = `${kind} ${id}`;
    try {
      const scaler = modelOf(autoscaler);
      const { name } = autoscaler.target;
      const target = `${namespace}/${name}`;
      if (scalers.has(target))
        problems.push(`${title}: spec.scaleTargetRef.name = "${name}" has an autoscaler already; one may scale it`);
      else scalers.set(target, scaler);
      problems.push(...unknownQueries(scaler).map((problem) => `${title}: ${problem}`));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.problems.map((problem) => `${title}: ${problem}`));
    }
  }
  if (scalers.size === 0 && problems.length === 0) {
    problems.push(
      "it has no HorizontalPodAutoscaler and no ScaledObject; a stack without autoscalers has nothing to prove",
    );
  }
  return { scalers, problems };
}

/** What of an autoscaler the simulator runs: its spec, checked as Kubernetes and KEDA check it. */
const modelOf = ({ kind, id, spec }: Autoscaler): ScalerModel =>
  kind === "HorizontalPodAutoscaler"
    ? { kind: "hpa", spec: readHpaSpec(spec, id) }
    : { kind: "keda", spec: readScaledObject(spec, id) };

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

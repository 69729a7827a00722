import { chartsId } from "@breakwater/cluster-autoscaler";
import type { SurgeModel, WorkloadModel } from "../model";

/** The starting point that fell over: so many pods, each with so many blocking calls at a time, each so long. */
const pods = 3;
const callsAtATime = 4;
const callSeconds = 8;

/** The liveness of a worker behind a Service, the most patient that the product knows: a less patient one kills earlier. */
const patientLiveness = { periodSeconds: 30, timeoutSeconds: 30, failureThreshold: 3 };

/**
 * The service that the situation begins with, in the place of the declared stack: three pods that answer 4 questions at a time with blocking
 * calls of 8 s, an unbounded queue, no autoscaler, no model of its own. Its health stands in line with its questions, because a
 * single-threaded runtime has no other place for it.
 */
export function startingPoint(model: SurgeModel): SurgeModel {
  const app = model.workloads.find(({ role }) => role === "app")!;
  const service: WorkloadModel = {
    ...app,
    replicas: pods,
    healthInLine: patientLiveness,
  };
  // Nobody scales it.
  delete service.scaler;
  const charts = model.workloads.filter(({ id }) => id === chartsId);
  return {
    ...model,
    workloads: [...charts, service],
    pools: model.pools.filter(({ gpu }) => !gpu).map(({ bounds: _bounds, ...pool }) => pool),
    serving: {
      ...model.serving,
      routes: [{ share: 1, entries: [model.serving.routes.at(-1)!.entries[0]!] }],
      app: {
        ...model.serving.app,
        gatewayMaxInFlight: callsAtATime,
        fixedPlaces: true,
        queueLimit: Infinity,
        queueDeadlineSeconds: Infinity,
        attempts: 1,
        httpTimeoutSeconds: Infinity,
        noticesGoneClients: false,
      },
      gateway: {
        ...model.serving.gateway,
        // A blocking call brings the whole answer at once.
        firstTokenSeconds: { mean: callSeconds, variation: 0 },
        perTokenSeconds: { mean: 0, variation: 0 },
      },
    },
  };
}

import { BackendGate } from "@breakwater/overload";
import type { Metrics } from "../metrics";
import type { Clock } from "../overload";
import type { BackendName, RouteTable, Settings } from "../settings";

/** The gate before each backend that there is. */
export type Gates = Partial<Record<BackendName, BackendGate>>;

/** The gate before each backend that there is and, in it, one before each model that a route names; `onPlace` hears when there may be a place without a call that has ended. */
export function createGates(settings: Settings, clock: Clock, onPlace: () => void): Gates {
  const { now } = clock;
  const onLater = (milliseconds: number): void => clock.later(milliseconds, onPlace);
  const gates: Gates = { gateway: new BackendGate({ maxInFlight: settings.GATEWAY_MAX_IN_FLIGHT, now, onLater }) };
  if (settings.VLLM_BASE_URL !== undefined) {
    const maxInFlight = settings.VLLM_MAX_IN_FLIGHT;
    gates.vllm = new BackendGate({ maxInFlight, limit: { initial: maxInFlight }, comesAndGoes: true, now, onLater });
  }
  for (const { backend, model } of entriesOf(settings.routes)) gates[backend]?.model(model);
  return gates;
}

/** The gates' state is read when it is scraped, not written when it changes. A backend's own breaker stands under an empty model. */
export function observeGates(gates: Gates, metrics: Metrics): void {
  const states = { closed: 0, halfOpen: 1, open: 2 } as const;
  metrics.onCollect(() => {
    for (const [backend, gate] of Object.entries(gates)) {
      metrics.breakerState.set({ backend, model: "" }, states[gate.breaker.state]);
      for (const [model, { limit, breaker }] of gate.models) {
        metrics.backendInFlight.set({ backend, model }, limit.inFlight);
        metrics.backendLimit.set({ backend, model }, limit.limit);
        metrics.breakerState.set({ backend, model }, states[breaker.state]);
      }
    }
  });
}

function entriesOf({ useCases, models }: RouteTable) {
  return [...Object.values(useCases), ...Object.values(models)].flat();
}

import type { ScalingContext } from "./scaling";
import { cronTrigger, type CronWindow } from "./triggers/cron";
import { checkAt, type Trigger } from "./triggers/trigger";

/** The triggers of windows; one that asks for more than the autoscaler may have is a problem. */
export const preWarmTriggers = (context: ScalingContext, path: string, windows: CronWindow[]): Trigger[] =>
  windows.map((window, index) => preWarmTrigger(context, `${path}[${index}]`, window));

/** The trigger of the window at `path`. */
export function preWarmTrigger({ check, maxReplicas }: ScalingContext, path: string, window: CronWindow): Trigger {
  const { replicas } = check.together({ replicas: window.replicas, maxReplicas }, (known) =>
    known.replicas > known.maxReplicas
      ? [
          {
            propertyPath: `${path}.replicas`,
            value: known.replicas,
            allowed: `maxReplicas (${known.maxReplicas}) at most`,
          },
        ]
      : [],
  );
  return cronTrigger(checkAt(check, path), { ...window, replicas });
}

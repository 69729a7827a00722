import type { Plan } from "@breakwater/plan-views";

/* eslint-disable @typescript-eslint/no-explicit-any -- a mutation reaches into inputs of any shape */
/** Inputs of any shape. */
export type Inputs = Record<string, any>;
/** A copy of a Plan in which a test breaks one promise. */
export class Changing {
  constructor(readonly plan: Plan) {}

  /** Inputs of the first resource whose type ends so, of that name where one is given. */
  of(typeEnd: string, name?: string): Inputs {
    return this.resource(typeEnd, name).inputs;
  }
  resource(typeEnd: string, name?: string) {
    const found = this.plan.resources.find(
      (resource) => resource.type.endsWith(typeEnd) && (name === undefined || resource.name === name),
    );
    if (found === undefined) throw new Error(`prod's golden Plan has no ${typeEnd} ${name ?? ""}`);
    return found;
  }
  remove(typeEnd: string, name?: string): void {
    const found = this.plan.resources.filter(
      (resource) => resource.type.endsWith(typeEnd) && (name === undefined || resource.name === name),
    );
    if (found.length === 0) throw new Error(`prod's golden Plan has no ${typeEnd} ${name ?? ""}`);
    this.plan.resources = this.plan.resources.filter((resource) => !found.includes(resource));
  }
  copy(typeEnd: string, name: string, as: string): Inputs {
    const copied = structuredClone(this.resource(typeEnd, name));
    Object.assign(copied, { name: as, urn: `${copied.urn}-${as}` });
    this.plan.resources.push(copied);
    return copied.inputs;
  }
  pod(workload: string): Inputs {
    return this.of("apps/v1:Deployment", workload).spec.template;
  }
  container(workload: string): Inputs {
    return this.pod(workload).spec.containers[0];
  }
  scaler(workload: string): Inputs {
    const found = this.plan.resources.find(
      ({ type, inputs }) =>
        /:(ScaledObject|HorizontalPodAutoscaler)$/.test(type) &&
        (inputs as Inputs).spec.scaleTargetRef.name === workload,
    );
    if (found === undefined) throw new Error(`nothing scales ${workload}`);
    return (found.inputs as Inputs).spec;
  }
}
/* eslint-enable @typescript-eslint/no-explicit-any */

/** What an autoscaler may do, of an HPA and of a ScaledObject. */
export const behaviorOf = (spec: Inputs): Inputs =>
  spec.behavior ?? spec.advanced.horizontalPodAutoscalerConfig.behavior;

/** By rule: what it guards in prod, changed. */
export type Mutations = Record<string, Record<string, (change: Changing) => void>>;

import {
  podTemplateOf,
  type DisruptionBudget,
  type PodTemplate,
  type PodTemplateInput,
} from "@breakwater/cluster-autoscaler";
import { matchesLabelSelector, type LabelSelector } from "@breakwater/kubernetes-rules";
import type { KubernetesObject } from "../../controlplane";

export interface PodObject extends KubernetesObject {
  spec: PodTemplateInput["spec"] & { nodeName?: string; priority?: number };
  status?: {
    phase?: string;
    nominatedNodeName?: string;
    conditions?: { type: string; status: string; reason?: string }[];
  };
}

export interface DaemonSetObject extends KubernetesObject {
  spec: { template: PodTemplateInput };
}

interface BudgetObject extends KubernetesObject {
  spec?: { selector?: LabelSelector };
  status?: { disruptionsAllowed?: number };
}

interface OwnerReference {
  kind: string;
  name: string;
  controller?: boolean;
}

/** Controllers that create a pod again wherever there is room (cluster-autoscaler/simulator/drainability/rules/replicated). */
const replicatingKinds: readonly string[] = ["ReplicationController", "ReplicaSet", "Job", "StatefulSet"];

/** Reads pods; those that are alike have one and the same template, as the Cluster Autoscaler groups them. */
export class PodReader {
  private readonly templates = new Map<string, PodTemplate>();
  private readonly budgets: readonly { object: BudgetObject; budget: DisruptionBudget }[];

  /** @param budgets the cluster's PodDisruptionBudgets */
  constructor(budgets: readonly KubernetesObject[]) {
    this.budgets = (budgets as readonly BudgetObject[]).map((object) => ({
      object,
      budget: { disruptionsAllowed: object.status?.disruptionsAllowed ?? 0 },
    }));
  }

  /** What each pod of a DaemonSet asks for. */
  static daemonOf({ metadata, spec }: DaemonSetObject): PodTemplate {
    return podTemplateOf({ namespace: metadata.namespace ?? "", name: metadata.name, daemon: true }, spec.template);
  }

  templateOf(pod: PodObject): PodTemplate {
    const { metadata, spec } = pod;
    const { namespace = "", name } = metadata;
    const owners = (metadata["ownerReferences"] ?? []) as readonly OwnerReference[];
    const controller = owners.find((owner) => owner.controller === true);
    const template = podTemplateOf(
      {
        namespace,
        name: controller?.name ?? name,
        priority: spec.priority ?? 0,
        budgets: this.budgetsOf(pod),
        daemon: owners.some(({ kind }) => kind === "DaemonSet" || kind === "Node"),
        replicated: controller !== undefined && replicatingKinds.includes(controller.kind),
      },
      pod,
    );
    const key = JSON.stringify([
      { ...template, requests: [...template.requests] },
      template.budgets.map((covering) => this.budgets.findIndex(({ budget }) => budget === covering)),
    ]);
    const known = this.templates.get(key);
    if (known) return known;
    this.templates.set(key, template);
    return template;
  }

  private budgetsOf({ metadata }: PodObject): DisruptionBudget[] {
    return this.budgets
      .filter(
        ({ object }) =>
          object.metadata.namespace === metadata.namespace &&
          matchesLabelSelector(object.spec?.selector, metadata.labels ?? {}),
      )
      .map(({ budget }) => budget);
  }
}

import type { PropertyChange } from "../changes";
import type { Failure } from "../engine";
import type { Plan } from "@breakwater/plan-views";

/** What becomes of a resource. */
export interface DeploymentStep {
  /** `retain`: it leaves the stack and stays where it is. */
  action: "same" | "create" | "update" | "replace" | "delete" | "retain";
  urn: string;
  type: string;
  name: string;
  /** What differs, secrets masked; of an update and a replacement. */
  properties: PropertyChange[];
  /** Paths for which it is replaced. */
  replacedBy: string[];
  /** Whether a replacement deletes the old resource before it makes the new one. */
  deletesFirst?: boolean;
}

/** A step that Azure, the provider or Pulumi's engine refuses. */
export interface Refusal extends Pick<DeploymentStep, "urn" | "type" | "name" | "action" | "properties"> {
  /** The property in question, in the provider's names. */
  path?: string;
  /** Azure's code, or Pulumi's word for it. */
  code: string;
  /** Why. */
  reason: string;
  /** What to do instead. */
  way?: string;
  /** Where that is written: a URL. */
  source?: string;
}

/** What a deployment, or the preview of one, came to. */
export interface DeploymentOutcome {
  /** In the order in which they were taken. */
  steps: DeploymentStep[];
  refusals: Refusal[];
  /** Errors of the program itself. */
  failures: Failure[];
  /** Nothing was refused, and nothing failed. */
  ok: boolean;
  /** What the program declared; absent for a refresh and a destroy. */
  plan?: Plan;
}

/** The steps that change something. */
export const changesOf = ({ steps }: Pick<DeploymentOutcome, "steps">): DeploymentStep[] =>
  steps.filter(({ action }) => action !== "same");

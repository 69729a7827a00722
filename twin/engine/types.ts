import type { Json, JsonObject, PlanOptions } from "@breakwater/plan-views";

/** A custom resource as the program asks for it; inputs are plain values with secrets in clear. */
export interface ResourceRequest {
  urn: string;
  /** Pulumi's type token. */
  type: string;
  name: string;
  inputs: JsonObject;
  /** Paths of the inputs that hold secrets, for example `stringData["api-key"]` or `env[0].value`. */
  secretPaths: string[];
  /** URN of the parent; absent where the stack has none. */
  parent?: string;
  /** URN of the explicit provider; absent for default providers. */
  provider?: string;
  /** URNs of what must exist first. */
  dependencies: string[];
  /** URNs whose outputs each input was made of, by the name of the input. Absent: not known, as in a Plan. */
  propertyDependencies?: Record<string, string[]>;
  options: PlanOptions;
}

/** What a provider makes of a request. `outputs` are all outputs, inputs included. */
export interface ResourceResult {
  id: string;
  outputs: JsonObject;
}

/**
 * Who answers the program: the simulated Azure, a control plane, or both. An error that it throws becomes the error of
 * that resource; the program goes on with what does not depend on it, and the run then fails with every such error.
 */
export interface Backend {
  create(request: ResourceRequest): Promise<ResourceResult>;
  /** A provider function, for example `azure-native:authorization:getClientConfig`. */
  invoke(token: string, args: JsonObject): Promise<Record<string, Json>>;
  /** A resource that exists already (`X.get(…)`). Left out where a backend knows none. */
  read?(request: ResourceRequest & { id: string }): Promise<ResourceResult>;
}

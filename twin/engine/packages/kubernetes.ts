import { createHash } from "node:crypto";
import { asObject, type JsonObject } from "@breakwater/plan-views";
import { isClusterScoped } from "../../plan";
import type { Backend, ResourceRequest, ResourceResult } from "../types";

const helmReleaseType = /^kubernetes:helm\.sh\/v3:Release$/;

/** The package `kubernetes` without a cluster: every object is taken as it is, and gets the id that the provider would give. */
export const kubernetes: Backend = {
  create: async (request) => (helmReleaseType.test(request.type) ? helmRelease(request) : object(request)),
  invoke: async (token) => {
    throw new Error(`the twin does not know the function ${token}: it works on objects and Helm releases only`);
  },
};

/** A name for what the program leaves unnamed, such as the provider makes: the resource's own and a suffix. */
function autoName(name: string, urn: string): string {
  return `${name}-${createHash("sha256").update(urn).digest("hex").slice(0, 8)}`;
}

function object({ urn, name, inputs }: ResourceRequest): ResourceResult {
  const metadata = asObject(inputs.metadata);
  const named: JsonObject = { ...metadata, name: metadata.name ?? autoName(name, urn) };
  if (!isClusterScoped(inputs) && named.namespace === undefined) named.namespace = "default";
  const id = [named.namespace, named.name].filter((part) => part !== undefined).join("/");
  return { id, outputs: { ...inputs, metadata: named } };
}

function helmRelease({ urn, name, inputs }: ResourceRequest): ResourceResult {
  const release = inputs.name ?? autoName(name, urn);
  const namespace = inputs.namespace ?? "default";
  const status: JsonObject = {
    name: release,
    namespace,
    chart: inputs.chart ?? null,
    version: inputs.version ?? null,
    revision: 1,
    status: "deployed",
  };
  return { id: `${String(namespace)}/${String(release)}`, outputs: { ...inputs, name: release, namespace, status } };
}

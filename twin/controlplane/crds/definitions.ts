import { createHash } from "node:crypto";
import { ApiServer, referenceOf } from "../api/api-server";
import { describeObject } from "../api/objects";
import type { KubernetesObject, ObjectReference } from "../api/objects";
import type { Step } from "../../terminal";
import { pause } from "../../processes";
import { definitionsOf } from "./cache";
import type { CustomKind } from "./catalogue";

/** Tells a definition that is served already from one of another version. */
const digestAnnotation = "breakwater.dev/definition";

const definition = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" };

/** Longest wait for a definition to be served, milliseconds. Seen: 1 s; a busy machine takes longer. */
const establishTimeout = 30_000;

interface Condition {
  type: string;
  status: string;
  message?: string;
}

export interface DefinitionOptions {
  api: ApiServer;
  /** Kinds that the program declares; those that are Kubernetes' own, or of no service known here, are passed over. */
  kinds: readonly CustomKind[];
  onProgress: (step: Step) => void;
  signal: AbortSignal;
}

/**
 * Makes the API server serve the custom resources that the program declares, as the charts of the platform would: their
 * definitions are applied, where they are not yet, and waited for.
 *
 * @throws ControlPlaneError when a definition cannot be had
 */
export async function ensureDefinitions({ api, kinds, onProgress, signal }: DefinitionOptions): Promise<void> {
  const wanted = (await definitionsOf(kinds, signal)).map(withDigest);
  if (wanted.length === 0) return;
  const present = new Map(
    (await api.listMetadata(definition.apiVersion, definition.kind)).map(({ metadata }) => [
      metadata.name,
      metadata.annotations?.[digestAnnotation],
    ]),
  );
  const missing = wanted.filter(({ metadata }) => present.get(metadata.name) !== digestOf(metadata.annotations));
  if (missing.length === 0) return;
  onProgress({ text: `applying ${missing.length} custom resource definitions` });
  await Promise.all(
    missing.map(async (definition) => {
      signal.throwIfAborted();
      await api.apply(definition);
      await waitUntilEstablished(api, referenceOf(definition), signal);
    }),
  );
}

function withDigest(definition: KubernetesObject): KubernetesObject {
  const digest = createHash("sha256").update(JSON.stringify(definition)).digest("hex").slice(0, 16);
  const annotations = { ...definition.metadata.annotations, [digestAnnotation]: digest };
  return { ...definition, metadata: { ...definition.metadata, annotations } };
}

function digestOf(annotations: Record<string, string> | undefined): string | undefined {
  return annotations?.[digestAnnotation];
}

/**
 * Waits until a definition's kind is served.
 *
 * @throws Error in the server's words when its names are taken
 */
export async function waitUntilEstablished(
  api: ApiServer,
  definition: ObjectReference,
  signal: AbortSignal,
): Promise<void> {
  for (const deadline = Date.now() + establishTimeout; ; await pause(100, signal)) {
    const live = await api.get(definition);
    const { conditions } = (live?.["status"] ?? {}) as { conditions?: Condition[] | null };
    if (conditions?.some(({ type, status }) => type === "Established" && status === "True")) return;
    const refusal = conditions?.find(({ type, status }) => type === "NamesAccepted" && status === "False");
    if (refusal || Date.now() > deadline)
      throw new Error(`${describeObject(definition)} is not served: ${refusal?.message ?? "the server took too long"}`);
  }
}

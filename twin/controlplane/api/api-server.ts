import * as fs from "node:fs";
import * as https from "node:https";
import * as path from "node:path";
import type { Cluster } from "../cluster/layout";
import { ApiError } from "./api-error";
import { Discovery } from "./discovery";
import type { KubernetesObject, ObjectReference } from "./objects";

/** Field manager of everything that the twin applies. */
const fieldManager = "breakwater";

const jsonType = "application/json";
/** JSON is YAML, and server-side apply takes only this name for it. */
const applyType = "application/apply-patch+yaml";
const metadataType = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
const mergePatchType = "application/merge-patch+json";

/** How long a request may take before it counts as failed, milliseconds. */
const requestTimeout = 30_000;

/** Narrows a list. */
export interface Selector {
  labelSelector?: string;
  fieldSelector?: string;
}

/**
 * The twin's API server. A client of our own, because what the twin needs is five verbs on untyped objects: the official
 * client takes half a second and 70 MB to load, more than `up` without changes may spend on it.
 */
export class ApiServer {
  private readonly base: string;
  private readonly agent: https.Agent;
  private readonly discovery = new Discovery((path) => this.request("GET", path));

  /**
   * @param signal interrupts it: reads that are under way fail with its reason, and nothing new is asked. A change that was
   *   sent is awaited all the same, because only its answer tells what the cluster has.
   */
  constructor(
    cluster: Pick<Cluster, "server" | "folder">,
    private readonly signal?: AbortSignal,
  ) {
    const pki = path.join(cluster.folder, "pki");
    this.base = cluster.server;
    this.agent = new https.Agent({
      keepAlive: true,
      maxSockets: 8,
      ca: fs.readFileSync(path.join(pki, "ca.crt")),
      cert: fs.readFileSync(path.join(pki, "admin.crt")),
      key: fs.readFileSync(path.join(pki, "admin.key")),
    });
  }

  /** Whether the server says that it is ready. A server that does not answer is not. */
  async isReady(): Promise<boolean> {
    try {
      await this.request("GET", "/readyz");
      return true;
    } catch {
      return false;
    }
  }

  /** The object, or `undefined` when there is none, or no such kind. */
  async get(reference: ObjectReference): Promise<KubernetesObject | undefined> {
    try {
      return (await this.request("GET", await this.pathOf(reference))) as KubernetesObject;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  async list(
    apiVersion: string,
    kind: string,
    namespace?: string,
    selector: Selector = {},
  ): Promise<KubernetesObject[]> {
    const resource = await this.discovery.find(apiVersion, kind);
    const query = new URLSearchParams({ ...selector }).toString();
    const collection = resource.collection(namespace) + (query ? `?${query}` : "");
    const { items } = (await this.request("GET", collection)) as {
      items: Omit<KubernetesObject, "apiVersion" | "kind">[];
    };
    return items.map((item) => ({ ...item, apiVersion, kind }) as KubernetesObject);
  }

  /** All objects of a kind in the whole cluster, their metadata alone: a definition of custom resources has up to a megabyte. */
  async listMetadata(apiVersion: string, kind: string): Promise<Pick<KubernetesObject, "metadata">[]> {
    const resource = await this.discovery.find(apiVersion, kind);
    const { items } = (await this.request("GET", resource.collection(), undefined, jsonType, metadataType)) as {
      // Null where there is none: so the server writes the empty list of a kind of custom resource or definition.
      items: Pick<KubernetesObject, "metadata">[] | null;
    };
    return items ?? [];
  }

  async create(object: KubernetesObject): Promise<KubernetesObject> {
    const resource = await this.discovery.find(object.apiVersion, object.kind);
    return (await this.request("POST", resource.collection(object.metadata.namespace), object)) as KubernetesObject;
  }

  /**
   * Server-side apply, as the owner of every field given. A field that the server does not know is refused, so that a typo
   * fails here as it would in the cloud.
   */
  async apply(object: KubernetesObject): Promise<KubernetesObject> {
    const query = new URLSearchParams({ fieldManager, force: "true", fieldValidation: "Strict" });
    const target = `${await this.pathOf(referenceOf(object))}?${query.toString()}`;
    return (await this.request("PATCH", target, object, applyType)) as KubernetesObject;
  }

  /** Merges a patch into an object, or into one of its subresources. */
  async merge(reference: ObjectReference, patch: object, subresource?: "status"): Promise<KubernetesObject> {
    const target = (await this.pathOf(reference)) + (subresource ? `/${subresource}` : "");
    return (await this.request("PATCH", target, patch, mergePatchType)) as KubernetesObject;
  }

  /** Asks for deletion. `false`: there was nothing to delete. */
  async delete(
    reference: ObjectReference,
    options: { gracePeriodSeconds?: number; propagationPolicy?: string } = {},
  ): Promise<boolean> {
    try {
      await this.request("DELETE", await this.pathOf(reference), {
        apiVersion: "v1",
        kind: "DeleteOptions",
        ...options,
      });
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return false;
      throw error;
    }
  }

  /** Ends the connections that are kept open, which would keep the command alive. */
  close(): void {
    this.agent.destroy();
  }

  /** Any request. The answer is parsed JSON, or text where the server sends none. */
  request(method: string, target: string, body?: object, contentType = jsonType, accept = jsonType): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.signal?.throwIfAborted();
      const payload = body === undefined ? undefined : JSON.stringify(body);
      const fail = (error: Error): void =>
        reject(method === "GET" && this.signal?.aborted ? (this.signal.reason as Error) : error);
      const headers = {
        accept,
        ...(payload !== undefined && { "content-type": contentType, "content-length": Buffer.byteLength(payload) }),
      };
      const request = https.request(
        this.base + target,
        {
          method,
          agent: this.agent,
          headers,
          timeout: requestTimeout,
          ...(method === "GET" && { signal: this.signal }),
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", fail);
          response.on("end", () => {
            const text = Buffer.concat(chunks).toString("utf8");
            const status = response.statusCode ?? 0;
            if (status >= 400) reject(ApiError.fromResponse(status, text));
            else resolve(response.headers["content-type"]?.startsWith(jsonType) ? JSON.parse(text) : text);
          });
        },
      );
      request.on("timeout", () =>
        request.destroy(new Error(`${method} ${target}: no answer within ${requestTimeout / 1000} s`)),
      );
      request.on("error", fail);
      request.end(payload);
    });
  }

  private async pathOf(reference: ObjectReference): Promise<string> {
    const resource = await this.discovery.find(reference.apiVersion, reference.kind);
    return `${resource.collection(reference.namespace)}/${encodeURIComponent(reference.name)}`;
  }
}

/** Where an object lives. */
export function referenceOf({ apiVersion, kind, metadata: { namespace, name } }: KubernetesObject): ObjectReference {
  return { apiVersion, kind, ...(namespace !== undefined && { namespace }), name };
}

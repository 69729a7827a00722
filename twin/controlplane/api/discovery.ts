import { ApiError } from "./api-error";

/** A kind that the API server serves. */
export interface ServedKind {
  namespaced: boolean;
  /** Path of its objects in a namespace, or in the whole cluster. */
  collection(namespace?: string): string;
}

interface ResourceList {
  resources: { name: string; kind: string; namespaced: boolean }[];
}

/** Which kinds the API server serves, asked once per API version. */
export class Discovery {
  private readonly known = new Map<string, Promise<ResourceList>>();

  constructor(private readonly get: (path: string) => Promise<unknown>) {}

  /** @throws ApiError in kubectl's words when the server does not serve the kind */
  async find(apiVersion: string, kind: string): Promise<ServedKind> {
    const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const served = (await this.lookUp(root, kind)) ?? (await this.lookUpAgain(root, kind));
    if (!served) throw new ApiError(404, "NotFound", `no matches for kind "${kind}" in version "${apiVersion}"`);
    return {
      namespaced: served.namespaced,
      collection: (namespace) =>
        served.namespaced && namespace !== undefined
          ? `${root}/namespaces/${encodeURIComponent(namespace)}/${served.name}`
          : `${root}/${served.name}`,
    };
  }

  private async lookUp(root: string, kind: string) {
    let list = this.known.get(root);
    if (!list) {
      list = this.get(root) as Promise<ResourceList>;
      this.known.set(root, list);
    }
    try {
      // Subresources, such as `deployments/scale`, have a kind too.
      return (await list).resources.find((resource) => resource.kind === kind && !resource.name.includes("/"));
    } catch (error) {
      this.known.delete(root);
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** A CustomResourceDefinition may have been applied since. */
  private lookUpAgain(root: string, kind: string) {
    this.known.delete(root);
    return this.lookUp(root, kind);
  }
}

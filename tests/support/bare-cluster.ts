import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiError, ApiServer, ensureBinaries, ensureCluster, removeCluster } from "../../twin/controlplane";
import { eventually } from "./eventually";

/** The twin's real control plane with no stack on it and no nodes: for what its API server and its controllers say of objects. */
export class BareCluster {
  private readonly folder = mkdtempSync(join(realpathSync(tmpdir()), "breakwater-cluster-"));
  private server: ApiServer | undefined;

  async start(): Promise<void> {
    const quiet = { onProgress: () => undefined, signal: new AbortController().signal };
    const binaries = await ensureBinaries(quiet);
    const { cluster } = await ensureCluster({ workFolder: this.folder, name: "bare", binaries, ...quiet });
    this.server = new ApiServer(cluster);
  }

  async remove(): Promise<void> {
    this.server?.close();
    await removeCluster(this.folder);
  }

  get api(): ApiServer {
    if (this.server === undefined) throw new Error("the cluster was not started");
    return this.server;
  }

  /** Makes a namespace, and waits until pods may be made in it: not before it has its service account. */
  async namespace(name: string, labels: Record<string, string> = {}): Promise<void> {
    await this.api.create({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels } });
    const account = { apiVersion: "v1", kind: "ServiceAccount", namespace: name, name: "default" };
    await eventually(
      () => this.api.get(account),
      (found) => found !== undefined,
      60,
    );
  }

  /** What a request is refused with; `undefined` where the API server takes it. */
  async refusal(method: string, target: string, body: object): Promise<ApiError | undefined> {
    try {
      await this.api.request(method, target, body);
      return undefined;
    } catch (error) {
      if (error instanceof ApiError) return error;
      throw error;
    }
  }
}

import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { ApiServer, KubernetesObject, ObjectReference } from "../../controlplane";
import { StackState } from "../../state/stack-state";
import { kubernetesBackend } from "./kubernetes-backend";

const configMap = (name: string): KubernetesObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { namespace: "shop", name },
});
const definition: KubernetesObject = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "ships.example.com" },
};

/** An API server whose objects are in memory. A definition is never served. */
class FakeServer {
  readonly objects = new Map<string, KubernetesObject>();
  /** Called before each request. */
  onRequest: (verb: string, name: string) => void = () => undefined;

  readonly api = {
    get: ({ name }: ObjectReference) => this.answer("get", name, () => this.objects.get(name)),
    apply: (object: KubernetesObject) =>
      this.answer("apply", object.metadata.name, () => {
        this.objects.set(object.metadata.name, object);
        return object;
      }),
    delete: ({ name }: ObjectReference) => this.answer("delete", name, () => this.objects.delete(name)),
  } as unknown as ApiServer;

  private async answer<T>(verb: string, name: string, act: () => T): Promise<T> {
    await Promise.resolve();
    this.onRequest(verb, name);
    return act();
  }
}

describe("kubernetesBackend", () => {
  let folder: string;
  let server: FakeServer;
  let interruption: AbortController;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-kubernetes-"));
    server = new FakeServer();
    interruption = new AbortController();
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));
  const interrupt = () => interruption.abort(new Error("interrupted by the user"));
  const open = () => StackState.open(path.join(folder, "state.json"), "dev");

  /** One `up` with one object, under the same URN each time. */
  async function apply(object: KubernetesObject) {
    const backend = kubernetesBackend({
      api: server.api,
      simulated: {
        invoke: () => Promise.resolve({}),
        create: () => Promise.resolve({ id: "id", outputs: object as never }),
      },
      state: open(),
      signal: interruption.signal,
    });
    await backend.create({
      urn: "urn:motd",
      type: "kubernetes:core/v1:ConfigMap",
      name: "motd",
      inputs: object as never,
      secretPaths: [],
      dependencies: [],
      options: {},
    });
    return backend.changes.map(({ action }) => action);
  }

  test("says what it changed", async () => {
    expect(await apply(configMap("motd"))).toEqual(["create"]);
    expect(await apply(configMap("motd"))).toEqual(["same"]);
    expect(await apply({ ...configMap("motd"), data: { text: "ahoy" } })).toEqual(["update"]);
    expect(open().get("urn:motd")).toMatchObject({ status: "applied" });
  });

  test("deletes an object that the program has renamed, once the new one is there", async () => {
    await apply(configMap("motd"));
    await apply(configMap("news"));
    expect([...server.objects.keys()]).toEqual(["news"]);
  });

  test("interrupted between the new object and the old one, forgets neither", async () => {
    await apply(configMap("motd"));
    server.onRequest = (verb) => {
      if (verb === "delete") {
        interrupt();
        interruption.signal.throwIfAborted();
      }
    };
    await expect(apply(configMap("news"))).rejects.toThrow("interrupted by the user");
    expect([...server.objects.keys()]).toEqual(["motd", "news"]);
    expect(open().get("urn:motd")).toMatchObject({
      status: "applying",
      object: { name: "news" },
      formerly: [{ name: "motd" }],
    });

    server.onRequest = () => undefined;
    interruption = new AbortController();
    await apply(configMap("news"));
    expect([...server.objects.keys()]).toEqual(["news"]);
  });

  test("interrupted while a definition is not served yet, knows that it is there", async () => {
    server.onRequest = (verb) => verb === "apply" && setTimeout(interrupt, 20);
    await expect(apply(definition)).rejects.toThrow("interrupted by the user");
    expect(open().get("urn:motd")).toMatchObject({ status: "applying", object: { name: "ships.example.com" } });
  });

  test("is after a refusal as it was before", async () => {
    server.onRequest = (verb) => {
      if (verb === "apply") throw new Error("refused");
    };
    await expect(apply(configMap("motd"))).rejects.toThrow("refused");
    expect(open().get("urn:motd")).toBeUndefined();
  });
});

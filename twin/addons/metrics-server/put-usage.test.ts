import type { ApiServer } from "../../controlplane";
import { putUsage } from "./put-usage";

describe("putUsage", () => {
  const usage = { namespace: "jobs", deployment: "worker", cores: 3 };
  const deployment = { spec: { selector: { matchLabels: { app: "worker", tier: "back" } } } };

  /** An API server with that Deployment and pods of these names. */
  function cluster(found: object | undefined, ...names: string[]) {
    const merge = jest.fn(async () => ({}));
    const list = jest.fn(async () => names.map((name) => ({ metadata: { name } })));
    const api = { get: async () => found, list, merge } as unknown as ApiServer;
    return { api, list, merge };
  }

  test("shares the cores among the pods that the Deployment selects", async () => {
    const { api, list, merge } = cluster(deployment, "a", "b");
    expect(await putUsage(api, usage)).toBe(2);
    expect(list).toHaveBeenCalledWith("v1", "Pod", "jobs", { labelSelector: "app=worker,tier=back" });
    const patch = { metadata: { annotations: { "kwok.x-k8s.io/usage-cpu": "1500m" } } };
    expect(merge.mock.calls).toEqual([
      [{ apiVersion: "v1", kind: "Pod", namespace: "jobs", name: "a" }, patch],
      [{ apiVersion: "v1", kind: "Pod", namespace: "jobs", name: "b" }, patch],
    ]);
  });

  test("says when there is no such Deployment, or it has no pods", async () => {
    await expect(putUsage(cluster(undefined).api, usage)).rejects.toThrow("There is no Deployment jobs/worker.");
    await expect(putUsage(cluster(deployment).api, usage)).rejects.toThrow("has no pods");
  });
});

import { ApiError } from "./api-error";
import { Discovery } from "./discovery";

describe("Discovery", () => {
  const apps = {
    resources: [
      { name: "deployments/scale", kind: "Scale", namespaced: true },
      { name: "deployments", kind: "Deployment", namespaced: true },
    ],
  };
  const core = { resources: [{ name: "namespaces", kind: "Namespace", namespaced: false }] };

  test("gives the path of a kind's objects, in a namespace or not", async () => {
    const discovery = new Discovery((path) => Promise.resolve(path === "/apis/apps/v1" ? apps : core));
    const deployment = await discovery.find("apps/v1", "Deployment");
    expect(deployment.collection("models")).toBe("/apis/apps/v1/namespaces/models/deployments");
    expect(deployment.collection()).toBe("/apis/apps/v1/deployments");
    expect((await discovery.find("v1", "Namespace")).collection("ignored")).toBe("/api/v1/namespaces");
  });

  test("asks once for each API version", async () => {
    const get = jest.fn(() => Promise.resolve(apps));
    const discovery = new Discovery(get);
    await Promise.all([discovery.find("apps/v1", "Deployment"), discovery.find("apps/v1", "Deployment")]);
    expect(get).toHaveBeenCalledTimes(1);
  });

  test("asks again for a kind that a CustomResourceDefinition may have brought since", async () => {
    const answers = [{ resources: [] }, apps];
    const discovery = new Discovery(() => Promise.resolve(answers.shift()));
    await expect(discovery.find("apps/v1", "Deployment")).resolves.toMatchObject({ namespaced: true });
  });

  test("refuses an unknown kind, or an unknown API version, in kubectl's words", async () => {
    const known = new Discovery(() => Promise.resolve(apps));
    await expect(known.find("apps/v1", "Deploymnt")).rejects.toThrow(
      'no matches for kind "Deploymnt" in version "apps/v1"',
    );
    const unknown = new Discovery(() => Promise.reject(new ApiError(404, "NotFound", "404 page not found")));
    await expect(unknown.find("keda.sh/v1", "ScaledObject")).rejects.toThrow(
      'no matches for kind "ScaledObject" in version "keda.sh/v1"',
    );
  });

  test("does not take a server that is down for one that lacks the kind", async () => {
    const discovery = new Discovery(() => Promise.reject(new Error("connect ECONNREFUSED")));
    await expect(discovery.find("apps/v1", "Deployment")).rejects.toThrow("ECONNREFUSED");
  });
});

describe("ApiError", () => {
  test("carries the server's own words", () => {
    const status = JSON.stringify({ kind: "Status", reason: "Invalid", message: "spec.replicas: must be at least 0" });
    expect(ApiError.fromResponse(422, status)).toMatchObject({
      status: 422,
      reason: "Invalid",
      message: "spec.replicas: must be at least 0",
    });
    expect(ApiError.fromResponse(502, "bad gateway")).toMatchObject({ status: 502, message: "bad gateway" });
    expect(ApiError.fromResponse(500, "")).toMatchObject({ message: "HTTP 500" });
  });
});

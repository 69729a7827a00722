import { diffObjects, withoutDroppedZeros } from "./live-object";

const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "vllm", namespace: "models", resourceVersion: "1", generation: 1, managedFields: [] },
  spec: { replicas: 1, template: { token: "old" } },
  status: { readyReplicas: 0 },
};

describe("diffObjects", () => {
  test("does not take for a change what only the server writes", () => {
    const later = {
      ...deployment,
      metadata: {
        ...deployment.metadata,
        resourceVersion: "9",
        generation: 2,
        annotations: { "deployment.kubernetes.io/revision": "2" },
      },
      status: { readyReplicas: 1 },
    };
    expect(diffObjects(deployment, later, [])).toEqual([]);
  });

  test("tells what was changed, by name and value", () => {
    const scaled = { ...deployment, spec: { ...deployment.spec, replicas: 2 } };
    expect(diffObjects(deployment, scaled, [])).toEqual([{ path: "spec.replicas", before: 1, after: 2 }]);
  });

  test("shows neither value of what the program marked secret", () => {
    const rotated = { ...deployment, spec: { ...deployment.spec, template: { token: "new" } } };
    const masked = [{ path: "spec.template.token", before: "[secret]", after: "[secret]" }];
    expect(diffObjects(deployment, rotated, ["spec.template"])).toEqual(masked);
    expect(diffObjects(deployment, rotated, ["spec.template.token"])).toEqual(masked);
    expect(diffObjects(deployment, rotated, ["spec.temp"])).not.toEqual(masked);
  });

  test("shows no value of a Secret, marked or not", () => {
    const secret = (data: Record<string, string>) => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "key" },
      data,
    });
    expect(diffObjects(secret({ a: "b2xk" }), secret({ a: "bmV3", b: "eA==" }), [])).toEqual([
      { path: "data.a", before: "[secret]", after: "[secret]" },
      { path: "data.b", after: "[secret]" },
    ]);
  });
});

describe("withoutDroppedZeros", () => {
  test("passes over zeros that come back, and nothing else", () => {
    const real = [
      { path: "a", before: true, after: false },
      { path: "b", after: true },
      { path: "c", before: false },
      { path: "d", after: {} },
    ];
    const dropped = [false, 0, ""].map((after) => ({ path: "z", after }));
    expect(withoutDroppedZeros([...dropped, ...real])).toEqual(real);
  });
});

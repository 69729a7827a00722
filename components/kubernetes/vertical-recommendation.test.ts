import { notYetKnown, registerObjects } from "../../tests/support/kubernetes-objects";
import { VerticalRecommendation, type VerticalRecommendationArgs } from "./vertical-recommendation";

const vpa = "kubernetes:autoscaling.k8s.io/v1:VerticalPodAutoscaler";
const args: VerticalRecommendationArgs = {
  namespace: "production",
  target: { kind: "Deployment", name: "ai-service" },
};
const register = (changed: Partial<VerticalRecommendationArgs> = {}, preview = false) =>
  registerObjects([vpa], () => new VerticalRecommendation("ai-service", { ...args, ...changed }), { preview });

test("E5: recommends and changes nothing, so that it cannot fight the autoscaler", async () => {
  expect.assertions(2);
  const { metadata, spec } = (await register()).object(vpa);
  expect(metadata).toMatchObject({ name: "ai-service", namespace: "production" });
  expect(spec).toEqual({
    targetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "ai-service" },
    updatePolicy: { updateMode: "Off" },
  });
});

test("a preview that does not know the namespace yet shows the target", async () => {
  expect.assertions(1);
  const { object } = await register({ namespace: notYetKnown() }, true);
  expect(object(vpa).spec.targetRef.name).toBe("ai-service");
});

test.each<[string, object, string]>([
  [
    "a target of another kind",
    { target: { kind: "DaemonSet", name: "ai-service" } },
    'target.kind: "DaemonSet" must be one of Deployment, StatefulSet',
  ],
  [
    "a target that is no label",
    { target: { kind: "Deployment", name: "AI" } },
    'target.name: "AI" must be a DNS label',
  ],
  ["a namespace that is no label", { namespace: "Production" }, 'namespace: "Production" must be a DNS label'],
])("refuses %s", async (_case, changed, message) => {
  expect.assertions(1);
  await expect(register(changed)).rejects.toThrow(message);
});

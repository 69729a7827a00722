import { resourcesOf, unknownMark } from "@breakwater/plan-views";
import { smallPlan } from "../fixtures/plan";
import { featureNeedsOf } from "./features";

const needs = (change: (inputs: (name: string) => Record<string, unknown>) => void) => {
  const plan = smallPlan();
  change((name) => plan.resources.find((resource) => resource.name === name)!.inputs);
  return featureNeedsOf(resourcesOf(plan));
};

test("an ordinary cluster needs none", () => {
  expect(needs(() => undefined)).toEqual([]);
});

test("each property that Azure takes only with a feature names it, of inline pools too", () => {
  const found = needs((inputs) => {
    Object.assign((inputs("aks").agentPoolProfiles as object[])[0]!, { enableEncryptionAtHost: true });
    inputs("cpu1").enableEncryptionAtHost = true;
    inputs("gpu1").gpuProfile = { nvidia: { managementMode: "Managed" } };
    inputs("aks").ingressProfile = { gatewayAPI: { installation: "Standard" } };
    inputs("aks").podIdentityProfile = { enabled: true };
  });
  expect(found.map(({ namespace, name, because }) => [`${namespace}/${name}`, because])).toEqual([
    [
      "Microsoft.Compute/EncryptionAtHost",
      ['pool "system1" (enableEncryptionAtHost)', 'pool "cpu1" (enableEncryptionAtHost)'],
    ],
    ["Microsoft.ContainerService/ManagedGPUExperiencePreview", ['pool "gpu1" (gpuProfile.nvidia.managementMode)']],
    ["Microsoft.ContainerService/ManagedGatewayAPIPreview", ['cluster "aks" (ingressProfile.gatewayAPI.installation)']],
    ["Microsoft.ContainerService/EnablePodIdentityPreview", ['cluster "aks" (podIdentityProfile.enabled)']],
  ]);
});

test("what a preview does not know is passed over, and the rest is read", () => {
  const found = needs((inputs) => {
    inputs("cpu1").agentPoolName = unknownMark;
    inputs("cpu1").enableEncryptionAtHost = true;
    inputs("gpu1").enableEncryptionAtHost = unknownMark;
  });
  expect(found.flatMap(({ because }) => because)).toEqual(['pool "cpu1" (enableEncryptionAtHost)']);
});

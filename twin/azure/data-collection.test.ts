import { answerTo, stateWith } from "./testing/samples";

test("a flow ends where the rule has a destination", () => {
  const flow = (...destinations: string[]) => ({ dataFlows: [{ streams: ["Microsoft-KubeEvents"], destinations }] });
  expect(answerTo("DataCollectionRule", flow("workspace"))).toEqual(["taken", undefined]);
  for (const destinations of [["elsewhere"], []]) {
    expect(answerTo("DataCollectionRule", flow(...destinations))).toEqual([
      "InvalidPayload",
      "dataFlows[0].destinations",
    ]);
  }
});

test("workspace and rule must be there", () => {
  const state = stateWith("ResourceGroup", "ManagedCluster");
  expect(answerTo("DataCollectionRule", {}, state)[0]).toBe("InvalidResourceReference");
  expect(answerTo("DataCollectionRuleAssociation", {}, state)[0]).toBe("InvalidResourceReference");
});

test("a rule is applied to a resource that is there", () => {
  const [code] = answerTo("DataCollectionRuleAssociation", {}, stateWith("ResourceGroup"));
  expect(code).toBe("ResourceNotFound");
});

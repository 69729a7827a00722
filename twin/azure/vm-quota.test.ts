import { createAzureState, newResource } from ".";
import { answerTo, sample } from "./testing/samples";

const subscription = (quotas: Record<string, number>, missingFeatures: string[] = []) => {
  const state = createAzureState([], { quotas, missingFeatures });
  for (const type of ["ResourceGroup", "ManagedCluster"]) {
    const { token, inputs } = sample(type);
    newResource(token, type, inputs, state);
  }
  return state;
};

test("a pool takes the vCPUs that are left, and no more, whatever the case of the family", () => {
  const state = subscription({ standardncadsa100v4FAMILY: 48 });
  expect(answerTo("AgentPool", { count: 3 }, state)).toEqual(["ErrCode_InsufficientVCPUQuota", "count"]);
  expect(answerTo("AgentPool", { count: 2 }, state)).toEqual(["taken", undefined]);
  expect(answerTo("AgentPool", { agentPoolName: "gpu2", count: 1 }, state, "second")[0]).toBe(
    "ErrCode_InsufficientVCPUQuota",
  );
  expect(answerTo("AgentPool", { agentPoolName: "gpu2", count: 0 }, state, "second")[0]).toBe("taken");
});

test("an update counts its own nodes once", () => {
  const state = subscription({ StandardNCADSA100v4Family: 24 });
  expect(answerTo("AgentPool", {}, state)[0]).toBe("taken");
  expect(answerTo("AgentPool", { tags: { a: "b" } }, state)[0]).toBe("taken");
});

test("the pool inside a cluster counts too", () => {
  const state = subscription({ standardDSv5Family: 8 });
  const pool = { vmSize: "Standard_D8s_v5", agentPoolName: "cpu1", count: 1 };
  expect(answerTo("AgentPool", pool, state)[0]).toBe("ErrCode_InsufficientVCPUQuota");
});

test("an isolated size counts into its family, a spot pool into none", () => {
  const state = subscription({ StandardNCadsH100v5Family: 40 });
  expect(answerTo("AgentPool", { vmSize: "Standard_NC80adis_H100_v5" }, state)[0]).toBe(
    "ErrCode_InsufficientVCPUQuota",
  );
  const spot = { vmSize: "Standard_NC80adis_H100_v5", scaleSetPriority: "Spot" };
  expect(answerTo("AgentPool", spot, state)[0]).toBe("taken");
});

test("a family has the name that Azure gave it, which no rule makes of the size's", () => {
  const state = subscription({ "Standard NCASv3_T4 Family": 15 });
  expect(answerTo("AgentPool", { vmSize: "Standard_NC16as_T4_v3", count: 1 }, state)).toEqual([
    "ErrCode_InsufficientVCPUQuota",
    "count",
  ]);
});

test("a size that is not known is held to no quota", () => {
  const state = subscription({ standardHBrsv3Family: 0, standardHBv3Family: 0 });
  expect(answerTo("AgentPool", { vmSize: "Standard_HB120rs_v3", count: 1 }, state)[0]).toBe("taken");
});

test("a family without a quota has no end", () => {
  expect(answerTo("AgentPool", { count: 1000 }, subscription({}))[0]).toBe("taken");
});

test("encryption at host needs its feature", () => {
  const pool = { enableEncryptionAtHost: true };
  expect(answerTo("AgentPool", pool, subscription({}, ["Microsoft.Compute/EncryptionAtHost"]))).toEqual([
    "SubscriptionNotEnabledEncryptionAtHost",
    "enableEncryptionAtHost",
  ]);
  expect(answerTo("AgentPool", pool, subscription({}))[0]).toBe("taken");
});

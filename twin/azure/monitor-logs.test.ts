import type { JsonObject } from "@breakwater/plan-views";
import { newResource } from ".";
import type { AzureState } from ".";
import { answerTo, sample, stateWith } from "./testing/samples";

const log = (category: string) => ({ logs: [{ category, enabled: true }] });
const group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop/providers";
const there = ["ResourceGroup", "Workspace", "Vault"] as const;

test.each<[what: string, changes: JsonObject, target: string | undefined]>([
  ["keeps logs for 30 days", { retentionInDays: 30 }, undefined],
  ["keeps logs for a week", { retentionInDays: 7 }, "retentionInDays"],
  ["takes 1 GB a day", { workspaceCapping: { dailyQuotaGb: 1 } }, undefined],
  ["takes what comes", { workspaceCapping: { dailyQuotaGb: -1 } }, undefined],
  ["takes nothing", { workspaceCapping: { dailyQuotaGb: 0 } }, "workspaceCapping.dailyQuotaGb"],
])("a workspace %s", (_, changes, target) => {
  expect(answerTo("Workspace", changes)).toEqual([target === undefined ? "taken" : "InvalidParameter", target]);
});

describe("a diagnostic setting", () => {
  test.each<[what: string, changes: JsonObject, code: string, target: string | undefined]>([
    ["sends what the resource has", {}, "taken", undefined],
    ["needs a destination", { workspaceId: null }, "BadRequest", "workspaceId"],
    ["sends no log of another type", log("kube-audit"), "BadRequest", "logs[0].category"],
    ["sends something", { logs: [{ category: "AuditEvent", enabled: false }] }, "BadRequest", "logs"],
    [
      "sends all metrics or none",
      { metrics: [{ category: "Errors", enabled: true }] },
      "BadRequest",
      "metrics[0].category",
    ],
    [
      "is of a type that has logs",
      { resourceUri: `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/id` },
      "ResourceTypeNotSupported",
      "resourceUri",
    ],
    [
      "goes to a workspace",
      { workspaceId: `${group}/Microsoft.KeyVault/vaults/kv-shop` },
      "LinkedInvalidPropertyId",
      "workspaceId",
    ],
  ])("%s", (_, changes, code, target) => {
    expect(answerTo("DiagnosticSetting", changes)).toEqual([code, target]);
  });

  test("needs the resource and the workspace", () => {
    expect(answerTo("DiagnosticSetting", {}, stateWith("ResourceGroup", "Workspace"))[0]).toBe("ResourceNotFound");
    expect(answerTo("DiagnosticSetting", {}, stateWith("ResourceGroup", "Vault"))[0]).toBe("InvalidResourceReference");
    expect(answerTo("DiagnosticSetting", {}, stateWith(...there))[0]).toBe("taken");
  });

  test("sends a category to a workspace once, and a resource has five settings", () => {
    const state = stateWith(...there, "DiagnosticSetting");
    const add = (name: string, changes: JsonObject, of: AzureState = state) =>
      answerTo("DiagnosticSetting", { name, ...changes }, of, name)[0];
    expect(add("again", {})).toBe("Conflict");
    for (const name of ["2", "3", "4", "5"]) {
      const { token, inputs } = sample("DiagnosticSetting", {
        name,
        workspaceId: null,
        storageAccountId: "/s",
      });
      newResource(token, name, inputs, state);
    }
    expect(add("6", log("AzurePolicyEvaluationDetails"))).toBe("BadRequest");
  });

  test.each([
    ["Standard", "BadRequest"],
    ["Premium", "taken"],
  ])("of a queue's namespace of %s tells who received: %s", (name, code) => {
    const state = stateWith("ResourceGroup", "Workspace");
    const { token, inputs } = sample("servicebus:Namespace", { sku: { name } });
    newResource(token, "namespace", inputs, state);
    const resourceUri = `${group}/Microsoft.ServiceBus/namespaces/sbns-shop`;
    expect(answerTo("DiagnosticSetting", { resourceUri, ...log("RuntimeAuditLogs") }, state)[0]).toBe(code);
  });
});

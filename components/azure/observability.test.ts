import { registerResources } from "../../tests/support/azure-resources";
import { settled } from "../../tests/support/recorded-mocks";
import { Observability, type ObservabilityArgs } from "./observability";

const workspace = "azure-native:operationalinsights:Workspace";
const group = "azure-native:monitor:ActionGroup";
const alert = "azure-native:monitor:ActivityLogAlert";
const setting = "azure-native:monitor:DiagnosticSetting";

const args: ObservabilityArgs = {
  resourceGroupName: "rg",
  workspaceName: "log-test",
  retentionDays: 90,
  dailyGb: 5,
  actionGroupName: "ag-test",
  alertEmails: ["ops@example.com"],
  resourceGroupId: "/subscriptions/0000/resourceGroups/rg",
  tags: { a: "b" },
};
const register = (changed: Partial<ObservabilityArgs> = {}, preview = false) =>
  registerResources([workspace, group, alert, setting], () => new Observability("logs", { ...args, ...changed }), {
    preview,
  });

test("A4: a workspace with a retention, a daily cap and no keys", async () => {
  expect.assertions(1);
  expect((await register()).resource(workspace).inputs).toMatchObject({
    sku: { name: "PerGB2018" },
    retentionInDays: 90,
    workspaceCapping: { dailyQuotaGb: 5 },
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true },
    tags: { a: "b" },
  });
});

test("who asks the workspace is logged in it", async () => {
  expect.assertions(1);
  const { inputs } = (await register()).resource(setting);
  expect([inputs["resourceUri"], inputs["workspaceId"]]).toEqual(Array(2).fill(expect.stringMatching(/\/logs$/)));
});

test("those who are named are told, and the owners of the subscription always", async () => {
  expect.assertions(2);
  expect((await register()).resource(group).inputs).toMatchObject({
    location: "Global",
    emailReceivers: [{ emailAddress: "ops@example.com" }],
    armRoleReceivers: [{ name: "owners" }],
  });
  const nobody = (await register({ alertEmails: undefined })).resource(group).inputs;
  expect(nobody).toMatchObject({ emailReceivers: [], armRoleReceivers: [{ name: "owners" }] });
});

test("Azure's own outages are watched for the subscription, the resources' health for the group", async () => {
  expect.assertions(3);
  const { resource, listed } = await register();
  expect(listed.filter((name) => name.startsWith("ActivityLogAlert"))).toHaveLength(2);
  expect(resource(alert, "logs-azure-service-health").inputs).toMatchObject({ scopes: ["/subscriptions/0000"] });
  expect(resource(alert, "logs-azure-resource-health").inputs).toMatchObject({ scopes: [args.resourceGroupId] });
});

test("in a preview its ids are not known", async () => {
  expect.assertions(1);
  expect((await settled((await register({}, true)).component.workspaceId)).unknown).toBe(true);
});

test("all wrong arguments come at once", async () => {
  expect.assertions(1);
  const refused = register({
    workspaceName: "log",
    retentionDays: 7,
    dailyGb: 0,
    actionGroupName: "a b",
    alertEmails: ["ops@example.com", "nobody", "ops@example.com"],
  });
  await expect(refused).rejects.toMatchObject({
    errors: [
      { propertyPath: "workspaceName" },
      { propertyPath: "retentionDays", reason: "7 must be an integer from 30 to 730" },
      { propertyPath: "dailyGb", reason: expect.stringContaining("at least 0.023") },
      { propertyPath: "actionGroupName" },
      { propertyPath: "alertEmails[1]", reason: '"nobody" must be an e-mail address' },
      { propertyPath: "alertEmails[2]", reason: expect.stringContaining("different from the addresses before it") },
    ],
  });
});

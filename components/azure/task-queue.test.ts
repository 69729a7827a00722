import * as pulumi from "@pulumi/pulumi";
import { registerResources } from "../../tests/support/azure-resources";
import { settled } from "../../tests/support/recorded-mocks";
import { TaskQueue, type TaskQueueArgs } from "./task-queue";

const namespace = "azure-native:servicebus:Namespace";
const queue = "azure-native:servicebus:Queue";
const firewall = "azure-native:servicebus:NamespaceNetworkRuleSet";

const args: TaskQueueArgs = {
  resourceGroupName: "rg",
  namespaceName: "sbns-test-abc",
  sku: "Standard",
  tags: { a: "b" },
};
const register = (changed: Partial<TaskQueueArgs> = {}, preview = false) =>
  registerResources([namespace, queue, firewall], () => new TaskQueue("tasks", { ...args, ...changed }), { preview });

test("E4: nobody has a key for the namespace, and old TLS is refused", async () => {
  expect.assertions(1);
  expect((await register()).resource(namespace).inputs).toMatchObject({
    sku: { name: "Standard", tier: "Standard" },
    disableLocalAuth: true,
    minimumTlsVersion: "1.2",
    tags: { a: "b" },
  });
});

test("E4: the queue is ai-task-queue, and what is not done ends in its dead letters", async () => {
  expect.assertions(1);
  expect((await register()).resource(queue).inputs).toEqual({
    resourceGroupName: "rg",
    namespaceName: "sbns-test-abc",
    queueName: "ai-task-queue",
    lockDuration: "PT2M",
    maxDeliveryCount: 20,
    defaultMessageTimeToLive: "P7D",
    deadLetteringOnMessageExpiration: true,
    requiresDuplicateDetection: true,
    duplicateDetectionHistoryTimeWindow: "PT10M",
  });
});

test("its figures are arguments, Outputs too", async () => {
  expect.assertions(1);
  const { resource } = await register({
    queueName: "other",
    lockSeconds: pulumi.output(90),
    maxDeliveryCount: 3,
    messageTtlSeconds: 3600,
  });
  expect(resource(queue).inputs).toMatchObject({
    queueName: "other",
    lockDuration: "PT1M30S",
    maxDeliveryCount: 3,
    defaultMessageTimeToLive: "PT1H",
  });
});

test.each<[string, Partial<TaskQueueArgs>]>([
  ["a window of 0", { duplicateWindowMinutes: 0 }],
  ["the SKU Basic", { sku: "Basic" }],
])("with %s there is no duplicate detection", async (_case, changed) => {
  expect.assertions(1);
  expect((await register(changed)).resource(queue).inputs).not.toHaveProperty("requiresDuplicateDetection");
});

test("Premium has units, and a firewall that lets named networks in", async () => {
  expect.assertions(2);
  const { resource } = await register({ sku: "Premium", units: 2, allowedIpRanges: ["203.0.113.0/24"] });
  expect(resource(namespace).inputs).toMatchObject({ sku: { capacity: 2 }, publicNetworkAccess: "Enabled" });
  expect(resource(firewall).inputs).toMatchObject({
    defaultAction: "Deny",
    ipRules: [{ ipMask: "203.0.113.0/24", action: "Allow" }],
  });
});

test("with no network named only private endpoints lead to it, and without the argument there is no firewall", async () => {
  expect.assertions(3);
  const closed = await register({ sku: "Premium", allowedIpRanges: [] });
  expect(closed.resource(namespace).inputs).toMatchObject({ publicNetworkAccess: "Disabled" });
  expect(closed.resource(firewall).inputs).toMatchObject({ publicNetworkAccess: "Disabled" });
  expect((await register()).listed).toEqual(["Namespace tasks", "Queue tasks"]);
});

test("its outputs name the queue's scope and host, which a preview does not know", async () => {
  expect.assertions(3);
  const { component } = await register();
  expect((await settled(component.host)).value).toBe("sbns-test-abc.servicebus.windows.net");
  expect((await settled(component.queueId)).value).toMatch(/\/tasks$/);
  expect((await settled((await register({}, true)).component.queueId)).unknown).toBe(true);
});

test.each<[string, Partial<TaskQueueArgs>, string, string]>([
  ["a name that Azure keeps for itself", { namespaceName: "shop-queue-sb" }, "namespaceName", "6 to 50 letters"],
  ["an unknown SKU", { sku: "Gold" as "Basic" }, "sku", "one of Basic, Standard, Premium"],
  ["a lock of more than 5 minutes", { lockSeconds: 301 }, "lockSeconds", "an integer from 5 to 300"],
  ["no delivery", { maxDeliveryCount: 0 }, "maxDeliveryCount", "an integer from 1 to 2000"],
  ["a life of a second", { messageTtlSeconds: 1 }, "messageTtlSeconds", "an integer from 60"],
  ["units on Standard", { units: 1 }, "units", "left out with the SKU Standard"],
  ["three units", { sku: "Premium", units: 3 }, "units", "1, 2, 4, 8 or 16"],
  ["a firewall on Standard", { allowedIpRanges: [] }, "allowedIpRanges", "left out with the SKU Standard"],
  ["a host in the firewall", { sku: "Premium", allowedIpRanges: ["ci"] }, "allowedIpRanges[0]", "an IPv4 address"],
  [
    "duplicate detection on Basic",
    { sku: "Basic", duplicateWindowMinutes: 5 },
    "duplicateWindowMinutes",
    "0 with the SKU",
  ],
])("refuses %s", async (_case, changed, propertyPath, allowed) => {
  expect.assertions(1);
  await expect(register(changed)).rejects.toMatchObject({
    errors: [{ propertyPath, reason: expect.stringContaining(`must be ${allowed}`) }],
  });
});

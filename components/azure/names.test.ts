import type { Rule } from "../validation";
import * as names from "./names";

const long = (length: number): string => "a".repeat(length);

describe.each<[keyof typeof names, string[], string[]]>([
  ["virtualNetworkName", ["v1", "vnet_a.b-c_", long(64)], ["v", long(65), "-vnet", "vnet-", "v net"]],
  ["natGatewayName", ["n", "ng-a_", long(70)], ["", long(71), "-ng", "ng-"]],
  ["privateEndpointName", ["pe", "pe-vault_", long(64)], ["p", long(65), "-pe", "pe."]],
  ["clusterName", ["a", "aks-1", long(54)], ["", long(55), "-aks", "aks-", "a_b"]],
  ["nodePoolName", ["a", "gpu1", long(12)], ["", long(13), "1gpu", "Gpu", "gpu-1"]],
  ["registryName", ["abcde", "cr123", long(50)], ["abcd", long(51), "cr-12", "CRabc"]],
  ["vaultName", ["abc", "kv-a-1", long(24)], ["ab", long(25), "1kv", "kv-", "kv--a", "kv_a"]],
  ["secretName", ["a", "A-1-", long(127)], ["", long(128), "a_b", "a.b"]],
  [
    "serviceBusNamespaceName",
    ["sbname", "sb-a-1", `a${long(49)}`],
    ["sbnam", `a${long(50)}`, "1sbname", "sb--name", "sbname-", "bus-sb", "bus-mgmt"],
  ],
  ["serviceBusQueueName", ["q", "ai-task-queue", "a.b_c", long(260)], ["", long(261), "-q", "q-", "a/b"]],
  ["managedRedisName", ["r", "redis-1", long(60)], ["", long(61), "-r", "r-", "a--b", "a_b"]],
  ["storageAccountName", ["abc", "st1", long(24)], ["ab", long(25), "st-1", "St1"]],
  ["blobContainerName", ["abc", "a-b", long(63)], ["ab", long(64), "a--b", "-ab", "ab-", "Abc"]],
  ["workspaceName", ["abcd", "log-1", long(63)], ["abc", long(64), "-log", "log-"]],
  ["actionGroupName", ["a", "ag-1_", long(260)], ["", long(261), "-a", "a b"]],
  ["identityName", ["abc", "id-a_1", long(128)], ["ab", long(129), "-abc", "a.bc"]],
  ["federatedCredentialName", ["abc", "ns-sa", long(120)], ["ab", long(121), "_abc"]],
  ["kubernetesName", ["a", "ai-service", long(63)], ["", long(64), "-a", "a-", "A", "a.b"]],
])("%s", (kind, allowed, refused) => {
  const rule: Rule<string> = names[kind];
  test.each(allowed)("accepts %s", (name) => expect(rule.accepts(name)).toBe(true));
  test.each(refused)("refuses %j", (name) => expect(rule.accepts(name)).toBe(false));
  test("refuses a line break after a good name", () => expect(rule.accepts(`${allowed[1]}\n`)).toBe(false));
});

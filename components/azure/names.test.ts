import * as fc from "fast-check";
import type { Rule } from "../validation";
import { ipv4Network, ipv4Range, serviceNetwork } from "./formats";
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

test("every IPv4 network from /8 to /29 is accepted, and no other prefix", () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.nat(40), (address, prefix) => {
      expect(ipv4Network.accepts(`${address}/${prefix}`)).toBe(prefix >= 8 && prefix <= 29);
    }),
  );
});

test.each(["256.0.0.0/16", "10.0.0/16", "10.0.0.0", "010.0.0.0/16", "10.0.0.0/16 "])("%j is no network", (text) => {
  expect(ipv4Network.accepts(text)).toBe(false);
});

test.each([
  ["10.0.0.0/16", true],
  ["10.0.0.0/24", true],
  ["10.0.0.0/25", false],
  ["10.0.0.0/12", false],
  ["10.0.0.1/16", false],
])("%s for Services: %s", (network, accepted) => {
  expect(serviceNetwork.accepts(network)).toBe(accepted);
});

test.each([
  ["203.0.113.7", true],
  ["203.0.113.0/24", true],
  ["203.0.113.7/33", false],
  ["203.0.113", false],
  ["ci.example.com", false],
])("%s in a firewall: %s", (range, accepted) => {
  expect(ipv4Range.accepts(range)).toBe(accepted);
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { privateService } from "../../stacks/formats";
import { hostSuffixes, type PrivateService, privateLinks, servicePorts } from "./private-link";

const services = Object.keys(privateLinks) as PrivateService[];

// https://learn.microsoft.com/azure/private-link/private-endpoint-dns, public cloud
test.each<[PrivateService, string, string]>([
  ["vault", "vault", "privatelink.vaultcore.azure.net"],
  ["registry", "registry", "privatelink.azurecr.io"],
  ["queue", "namespace", "privatelink.servicebus.windows.net"],
  ["cache", "redisEnterprise", "privatelink.redis.azure.net"],
  ["models", "blob", "privatelink.blob.core.windows.net"],
])("the endpoint of %s has Microsoft's group and zone", (service, groupId, zone) => {
  expect(privateLinks[service]).toEqual({ groupId, zone });
});

test("every service has a zone, a suffix and a port, and the settings know the same ones", () => {
  expect(Object.keys(hostSuffixes).sort()).toEqual([...services].sort());
  expect(Object.keys(servicePorts).sort()).toEqual([...services].sort());
  expect([...privateService.options].sort()).toEqual([...services].sort());
});

test("what hosts of Azure's public cloud end in stands nowhere else", () => {
  const root = join(__dirname, "../..");
  const files = ["components", "infra", "stacks"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .map((file) => join(folder, file)),
  );
  const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const suffix =
    /vault(core)?\.azure\.net|\.azurecr\.io"|core\.windows\.net|servicebus\.windows\.net|redis\.azure\.net/;
  const found = files.filter((file) => suffix.test(withoutComments(readFileSync(join(root, file), "utf8"))));
  expect(found).toEqual(["components/azure/private-link.ts"]);
});

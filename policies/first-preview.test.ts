import type { Resource } from "@breakwater/plan-views";
import { judge } from "./judge";
import { noLiteralSecret } from "./rules/identity/no-literal-secret";
import { registryNoAdmin } from "./rules/identity/registry-no-admin";
import { vaultPurgeProtection } from "./rules/identity/vault-purge-protection";
import { aksFeatureConflicts } from "./rules/platform/aks-feature-conflicts";
import { judged } from "./testing/judged";
import { deployment, resource } from "./testing/resources";

/** What @pulumi/policy throws, known by its name. */
class UnknownValueError extends Error {}

/** Properties of which some are not known before a first `up`: reading one throws. */
function withUnknown(properties: object, ...unknown: string[]): object {
  for (const name of unknown) {
    Object.defineProperty(properties, name, {
      enumerable: true,
      get: () => {
        throw new UnknownValueError(`string value at .${name} can't be known during preview`);
      },
    });
  }
  return properties;
}

const inProd = (original: Resource): Resource => ({
  ...original,
  urn: original.urn.replace("urn:pulumi:test", "urn:pulumi:prod"),
});

describe("before a first up, where Azure's names are not known, a rule judges all the same", () => {
  test("of a registry", () => {
    const registry = withUnknown({ adminUserEnabled: true }, "registryName");
    const offender = resource("azure-native:containerregistry:Registry", "registry", registry);
    expect(judged(registryNoAdmin, [offender])).toEqual(['Registry "registry" has its admin user enabled']);
  });

  test("of a vault", () => {
    const vault = (properties: object) =>
      inProd(resource("azure-native:keyvault:Vault", "vault", withUnknown({ properties }, "vaultName")));
    expect(judged(vaultPurgeProtection, [vault({ enablePurgeProtection: true })])).toEqual([]);
    expect(judged(vaultPurgeProtection, [vault({})])).toEqual(['Vault "vault" has no purge protection']);
  });

  test("of a cluster whose security profile names a log workspace", () => {
    const cluster = (networkPlugin: string) =>
      resource(
        "azure-native:containerservice:ManagedCluster",
        "aks",
        withUnknown(
          { oidcIssuerProfile: { enabled: true }, networkProfile: { networkPlugin } },
          "resourceName",
          "securityProfile",
        ),
      );
    expect(judged(aksFeatureConflicts, [cluster("azure")])).toEqual([]);
    expect(judged(aksFeatureConflicts, [cluster("kubenet")])).toEqual([
      expect.stringContaining('Cluster "aks": uses kubenet'),
    ]);
  });

  test("of a variable, and cannot of one of a secret's name, which it says", () => {
    const variable = (name: string) => deployment({}, { env: [withUnknown({ name }, "value")] });
    expect(judged(noLiteralSecret, [variable("MODELS_URL")])).toEqual([]);
    const secret = variable("API_KEY");
    expect(judged(noLiteralSecret, [secret])).toEqual([expect.stringMatching(/^not applicable: .*can't be known/)]);
    const both = deployment({}, { env: [withUnknown({ name: "API_KEY" }, "value"), { name: "TOKEN", value: "abc" }] });
    expect(judge(noLiteralSecret, [both])).toMatchObject({
      findings: [{ message: expect.stringContaining("has the secret TOKEN as a literal value") as string }],
      unjudged: [expect.stringContaining("can't be known")],
    });
  });
});

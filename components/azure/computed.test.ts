import * as azure from "@pulumi/azure-native/containerservice";
import * as pulumi from "@pulumi/pulumi";
import { recordResources, settled } from "../../tests/support/recorded-mocks";
import { computed, missing } from "./computed";

const type = "azure-native:containerservice:ManagedCluster";
const profileOf = (issuerURL?: string) => ({ oidcIssuerProfile: { enabled: true, issuerURL } });

function issuerOf(): pulumi.Output<string> {
  const cluster = new azure.ManagedCluster("aks", { resourceGroupName: "rg", oidcIssuerProfile: { enabled: true } });
  return computed(cluster, cluster.oidcIssuerProfile, (profile) => profile?.issuerURL, "address of the OIDC issuer");
}

test("the addition is read once the resource exists", async () => {
  await recordResources({ resources: { [type]: () => profileOf("https://issuer/") } });
  expect(await settled(issuerOf())).toMatchObject({ value: "https://issuer/", unknown: false });
});

test("a resource that exists without it raises an error that names both, without a stack of calls", async () => {
  await recordResources({ resources: {} });
  let failure: unknown;
  try {
    missing("address of the OIDC issuer", "urn:…::aks");
  } catch (error) {
    failure = error;
  }
  expect(pulumi.RunError.isInstance(failure)).toBe(true);
  expect(failure).toMatchObject({
    message: "Azure reports no address of the OIDC issuer of urn:…::aks",
    stack: undefined,
  });
});

test("the preview of a new resource does not know it", async () => {
  await recordResources({ resources: { [type]: () => profileOf() }, preview: true });
  expect(await settled(issuerOf())).toMatchObject({ unknown: true });
});

test("the preview of a change does not know it either, although the property's own part is known", async () => {
  await recordResources({ resources: {}, preview: true });
  // A resource of an earlier run has its id, and the engine answers with the new inputs alone.
  const cluster = { id: pulumi.output("/id"), urn: pulumi.output("urn") } as unknown as azure.ManagedCluster;
  const profile: pulumi.Output<{ enabled: boolean; issuerURL?: string }> = pulumi.output({ enabled: true });
  const issuer = computed(cluster, profile, ({ issuerURL }) => issuerURL, "address of the OIDC issuer");
  expect(await settled(issuer)).toMatchObject({ unknown: true });
});

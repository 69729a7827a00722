import type { JsonObject } from "@breakwater/plan-views";
import { AzureError, judgeChange, newResource } from ".";
import { answerTo, sample, stateWith, without } from "./testing/samples";

const setOf = (registry: string) =>
  `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop/providers/Microsoft.ContainerRegistry/registries/${registry}/credentialSets/docker-hub`;

/** A registry with a credential set. */
const withSet = () => stateWith("ResourceGroup", "Registry", "CredentialSet");

describe("a cache rule", () => {
  test.each<[what: string, changes: JsonObject, code: string, target: string | undefined]>([
    ["of Docker Hub is taken with credentials", {}, "taken", undefined],
    ["is called by 5 characters at least", { cacheRuleName: "hub" }, "InvalidResourceName", "cacheRuleName"],
    [
      "has a source that can be cached",
      { sourceRepository: "nvcr.io/nvidia/k8s-device-plugin" },
      "UnsupportedUpstream",
      "sourceRepository",
    ],
    [
      "names a repository, no tag",
      { sourceRepository: "docker.io/library/redis:8" },
      "InvalidRepositoryName",
      "sourceRepository",
    ],
    ["names it in lower case", { targetRepository: "Docker/redis" }, "InvalidRepositoryName", "targetRepository"],
    ["ends in a wildcard on both sides", { sourceRepository: "docker.io/library/*" }, "BadRequest", "targetRepository"],
    [
      "uses a credential set that is there",
      { credentialSetResourceId: setOf("crother") },
      "InvalidResourceReference",
      "credentialSetResourceId",
    ],
    [
      "uses a credential set of its source",
      { sourceRepository: "quay.io/prometheus/prometheus" },
      "BadRequest",
      "credentialSetResourceId",
    ],
  ])("%s", (_, changes, code, target) => {
    expect(answerTo("CacheRule", changes, withSet())).toEqual([code, target]);
  });

  test("of Docker Hub needs an account, of others it does not", () => {
    const { token, inputs } = sample("CacheRule");
    const anonymous = without(inputs, "credentialSetResourceId");
    const make = (changes: JsonObject) => () => newResource(token, "rule", { ...anonymous, ...changes }, withSet());
    expect(make({})).toThrow("EnforceDockerAuthentication: Cannot create cache rule pointing to Docker Hub without");
    expect(make({})).toThrow(AzureError);
    expect(make({ sourceRepository: "public.ecr.aws/docker/library/redis" })).not.toThrow();
  });

  test.each([
    ["docker-hub/library/redis", "docker-hub/library/redis", "Conflict"],
    ["docker-hub/*", "docker-hub/library/*", "Conflict"],
    ["docker-hub/library/*", "docker-hub/*", "Conflict"],
    ["docker-hub/*", "docker-hub/library/redis", "taken"],
    ["docker-hub/library/redis", "docker-hub/library/busybox", "taken"],
  ])("beside one with the target %s, one with %s is %s", (first, second, code) => {
    const state = withSet();
    const from = (target: string) => ({
      sourceRepository: target.endsWith("*") ? "docker.io/library/*" : "docker.io/library/redis",
      targetRepository: target,
    });
    expect(answerTo("CacheRule", { ...from(first), cacheRuleName: "first" }, state, "first")).toEqual([
      "taken",
      undefined,
    ]);
    expect(answerTo("CacheRule", { ...from(second), cacheRuleName: "second" }, state, "second")[0]).toBe(code);
  });

  test("keeps its repositories; another source needs another rule", () => {
    const { token, inputs } = sample("CacheRule");
    const changed = { ...inputs, sourceRepository: "docker.io/bitnami/redis" };
    const { replaces, refused } = judgeChange(token, inputs, changed);
    expect(replaces).toEqual([]);
    expect(refused).toMatchObject([
      { path: "sourceRepository", way: expect.stringContaining("another name") as string },
    ]);
  });
});

describe("a credential set", () => {
  test.each<[what: string, changes: JsonObject, code: string, target: string | undefined]>([
    ["is taken with an identity of its own", {}, "taken", undefined],
    ["needs that identity", { identity: { type: "None" } }, "BadRequest", "identity.type"],
    ["needs a credential", { authCredentials: [] }, "BadRequest", "authCredentials"],
    [
      "has no password in clear",
      {
        authCredentials: [
          {
            usernameSecretIdentifier: "https://kv-shop.vault.azure.net/secrets/docker-hub-username",
            passwordSecretIdentifier: "dckr_pat_hush",
          },
        ],
      },
      "BadRequest",
      "authCredentials[0].passwordSecretIdentifier",
    ],
  ])("%s", (_, changes, code, target) => {
    expect(answerTo("CredentialSet", changes, stateWith("ResourceGroup", "Registry"))).toEqual([code, target]);
  });

  test("has an identity that can be granted the secrets", () => {
    const { token, inputs } = sample("CredentialSet");
    const { identity } = newResource(token, "set", inputs).state;
    expect(identity).toMatchObject({ principalId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });
});

import * as pulumi from "@pulumi/pulumi";
import * as azure from "@pulumi/azure-native/containerregistry";
import { ArgumentCheck, matching } from "../validation";
import { computed } from "./computed";
import { registryName, secretName } from "./names";
import { grantRole } from "./roles";

/** What `DockerHubMirror` takes. */
export interface DockerHubMirrorArgs {
  /** Resource group of the registry. */
  resourceGroupName: pulumi.Input<string>;
  /** Name of the registry that mirrors; of any SKU. */
  registryName: pulumi.Input<string>;
  /** Host of that registry, `<name>.azurecr.io`. */
  loginServer: pulumi.Input<string>;
  /** Repositories of Docker Hub that are mirrored, with their owner: `vllm/vllm-openai`, `library/redis`. At most 1000. */
  repositories: readonly string[];
  /**
   * Azure id of the key vault with the account's name and token. One with a firewall must let trusted services of Azure through it, of
   * which the registry is one (Azure/acr#857).
   */
  vaultId: pulumi.Input<string>;
  /** Address of that vault. */
  vaultUri: pulumi.Input<string>;
  /** Secrets of the vault, which must be there: the account's name at Docker Hub, and an access token that may read. */
  secrets: { username: string; token: string };
}

/** Where images of Docker Hub stand in the registry. No image of one's own may be pushed there: a cache rule refuses pushes. */
const folder = "docker-hub";

/**
 * A repository. Docker's own images are in `library`, which a short name such as `redis` leaves out and a cache rule does not add
 * (Azure/acr#599). A tag is no part of it (Azure/acr#766).
 */
const dockerHubRepository = matching(
  // The rule is called by it, and Azure takes 50 characters for that.
  /^(?=.{1,39}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/,
  "an owner and a repository of Docker Hub, such as library/redis, of 39 characters at most",
);

/** Limit of cache rules of one registry (https://learn.microsoft.com/azure/container-registry/artifact-cache-overview). */
const mostRules = 1000;

/**
 * Images of Docker Hub in one's own registry, which fetches each the first time that somebody pulls it and keeps it. Docker Hub counts
 * what an address or account pulls and refuses more with 429: nodes that come in a surge ask the registry, by the role `AcrPull` that
 * they have for their own images. Docker Hub is asked by an account, because Azure makes no such rule without one
 * (`EnforceDockerAuthentication`).
 *
 * The role is enough for an image that is not there yet (Azure/ARO-HCP#5176), a private endpoint is way enough
 * (https://learn.microsoft.com/azure/aks/network-isolated has nodes that know no other), and a digest is cached like a tag (Azure/acr#862).
 */
export class DockerHubMirror extends pulumi.ComponentResource {
  /**
   * What stands before a repository in the name of a mirrored image, in place of `docker.io`: `<host>/docker-hub`. Known once every
   * rule is there and the account can be read.
   */
  public readonly prefix: pulumi.Output<string>;

  constructor(name: string, args: DockerHubMirrorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:azure:DockerHubMirror", name, args, opts);
    const check = new ArgumentCheck("DockerHubMirror", name);
    const validName = check.input("registryName", args.registryName, registryName);
    check.input("repositories", args.repositories.length, {
      allowed: `1 to ${mostRules} repositories`,
      accepts: (count) => count >= 1 && count <= mostRules,
    });
    check.each("repositories", [...args.repositories], dockerHubRepository);
    check.input("secrets.username", args.secrets.username, secretName);
    check.input("secrets.token", args.secrets.token, secretName);
    check.throwProblems();
    const { resourceGroupName, vaultId, vaultUri, secrets } = args;
    const childOptions = pulumi.mergeOptions(opts, { parent: this });

    const account = new azure.CredentialSet(
      name,
      {
        resourceGroupName,
        registryName: validName,
        credentialSetName: folder,
        loginServer: "docker.io",
        identity: { type: "SystemAssigned" },
        authCredentials: [
          {
            name: "Credential1",
            // Without a version: the set follows when a secret gets a new one.
            usernameSecretIdentifier: pulumi.interpolate`${vaultUri}secrets/${secrets.username}`,
            passwordSecretIdentifier: pulumi.interpolate`${vaultUri}secrets/${secrets.token}`,
          },
        ],
      },
      childOptions,
    );
    const principalId = computed(account, account.identity, (identity) => identity?.principalId, "principal");
    const grants = Object.entries(secrets).map(([what, secret]) =>
      grantRole(
        `${name}-${what}`,
        {
          principalId,
          principalType: "ServicePrincipal",
          role: "keyVaultSecretsUser",
          // The two secrets, not the vault: the registry has no business with the others.
          scope: pulumi.interpolate`${vaultId}/secrets/${secret}`,
          description: "The registry asks Docker Hub by this account.",
        },
        childOptions,
      ),
    );

    const rules = args.repositories.map((repository) => {
      const ruleName = `${folder}-${repository.replace(/[^a-z0-9]+/g, "-")}`;
      return new azure.CacheRule(
        `${name}-${repository.replace("/", "-")}`,
        {
          resourceGroupName,
          registryName: validName,
          cacheRuleName: ruleName,
          sourceRepository: `docker.io/${repository}`,
          targetRepository: `${folder}/${repository}`,
          credentialSetResourceId: account.id,
        },
        childOptions,
      );
    });

    this.prefix = pulumi
      .all([args.loginServer, ...rules.map(({ id }) => id), ...grants.map(({ id }) => id)])
      .apply(([host]) => `${host}/${folder}`);
    this.registerOutputs({ prefix: this.prefix });
  }
}

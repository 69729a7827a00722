import { AzureError } from "./error";
import { tenantId } from "./identifiers";
import { principalOf } from "./managedidentity";
import { referencedResource } from "./reference";
import { inside, objectsAt, textAt, valueAt } from "./resource-type";
import type { AzureRequest, AzureType, NameRule } from "./resource-type";
import type { AzureResource } from "./state";

const setType = "Microsoft.ContainerRegistry/registries/credentialSets";
const ruleToken = "azure-native:containerregistry:CacheRule";

/** https://learn.microsoft.com/azure/templates/microsoft.containerregistry/registries/cacherules */
const nameRule: NameRule = {
  pattern: /^[a-zA-Z0-9-]{5,50}$/,
  rule: "5 to 50 letters, digits and '-'",
  code: "InvalidResourceName",
};

const inRegistry = inside("Microsoft.ContainerRegistry/registries", "registryName");

/** What a registry fetches from other registries when somebody first asks for it, and by whose account. */
export const registryCache: Record<string, AzureType> = {
  "azure-native:containerregistry:CredentialSet": {
    armType: setType,
    nameInput: "credentialSetName",
    nameRule,
    parentId: inRegistry,
    segment: "credentialSets",
    required: ["loginServer", "authCredentials"],
    requiredCode: "BadRequest",
    check: checkCredentials,
    outputs: ({ id, inputs }) => ({
      provisioningState: "Succeeded",
      identity: { type: String(valueAt(inputs, "identity.type")), principalId: principalOf(id).principalId, tenantId },
    }),
  },
  [ruleToken]: {
    armType: "Microsoft.ContainerRegistry/registries/cacheRules",
    nameInput: "cacheRuleName",
    nameRule,
    parentId: inRegistry,
    segment: "cacheRules",
    required: ["sourceRepository", "targetRepository"],
    requiredCode: "BadRequest",
    check: checkRule,
    outputs: () => ({ provisioningState: "Succeeded" }),
  },
};

function checkCredentials({ inputs }: AzureRequest): void {
  // It reads the secrets in the name of an identity of its own, and has no other way (acr, credential sets).
  if (valueAt(inputs, "identity.type") !== "SystemAssigned") {
    throw new AzureError("BadRequest", "A credential set needs a system-assigned identity.", "identity.type");
  }
  const credentials = objectsAt(inputs, "authCredentials");
  if (credentials.length !== 1) {
    throw new AzureError(
      "BadRequest",
      `One credential is allowed; there are ${credentials.length}.`,
      "authCredentials",
    );
  }
  for (const property of ["usernameSecretIdentifier", "passwordSecretIdentifier"]) {
    const identifier = textAt(credentials[0]!, property);
    if (!/^https:\/\/[a-z0-9-]+\.vault\.azure\.net\/secrets\/[A-Za-z0-9-]+(\/[0-9a-f]+)?$/i.test(identifier)) {
      throw new AzureError(
        "BadRequest",
        `'${identifier}' is not the identifier of a secret, https://<vault>.vault.azure.net/secrets/<name>.`,
        `authCredentials[0].${property}`,
      );
    }
  }
}

/** Registries that the cache knows (https://learn.microsoft.com/azure/container-registry/artifact-cache-overview#upstream-support). */
const upstreams = [
  "docker.io",
  "mcr.microsoft.com",
  "public.ecr.aws",
  "ghcr.io",
  "quay.io",
  "registry.k8s.io",
  "gcr.io",
];
const isUpstream = (host: string) =>
  upstreams.includes(host) || /^([a-z0-9-]+-docker\.pkg\.dev|[a-z0-9]+\.azurecr\.io)$/.test(host);

const repository = /^[a-z0-9]+([._/-][a-z0-9]+)*(\/\*)?$/;

function checkRule(request: AzureRequest): void {
  const { inputs, state } = request;
  const source = textAt(inputs, "sourceRepository");
  const target = textAt(inputs, "targetRepository");
  const [host = "", ...path] = source.split("/");
  if (!isUpstream(host)) {
    throw new AzureError(
      "UnsupportedUpstream",
      `'${host}' is not a registry that can be cached; these are ${upstreams.join(", ")}, and registries of Azure.`,
      "sourceRepository",
    );
  }
  for (const [property, name] of [
    ["sourceRepository", path.join("/")],
    ["targetRepository", target],
  ] as const) {
    // No tag, no upper case (Azure/acr#766).
    if (name !== "*" && !repository.test(name)) {
      throw new AzureError(
        "InvalidRepositoryName",
        `'${name}' is no name of a repository: all characters are lower-case, and there is no tag.`,
        property,
      );
    }
  }
  if (source.endsWith("*") !== target.endsWith("*")) {
    throw new AzureError("BadRequest", "Either both repositories end in a wildcard, or none does.", "targetRepository");
  }
  const { credentialSetResourceId } = inputs;
  if (credentialSetResourceId === undefined || credentialSetResourceId === null) {
    if (host === "docker.io") throw withoutCredentials();
  } else {
    checkSet(request, host);
  }
  if (state) checkOverlap(target, request, state.resources.values());
}

const withoutCredentials = (): AzureError =>
  new AzureError(
    "EnforceDockerAuthentication",
    "Cannot create cache rule pointing to Docker Hub without credentials. Please add a credential set to cache rule.",
    "credentialSetResourceId",
    {
      way: "Make a credential set for docker.io, and name it here.",
      source: "https://github.com/hashicorp/terraform-provider-azurerm/pull/27983",
    },
  );

function checkSet({ inputs, state }: AzureRequest, host: string): void {
  const set = referencedResource(inputs, "credentialSetResourceId", setType, state);
  if (set && set.inputs.loginServer !== host) {
    throw new AzureError(
      "BadRequest",
      `The credential set is for '${String(set.inputs.loginServer)}', the rule's source is '${host}'.`,
      "credentialSetResourceId",
    );
  }
}

/**
 * Two rules have not one target, and two wildcards not one inside the other
 * (https://learn.microsoft.com/azure/container-registry/wildcards-artifact-cache).
 */
function checkOverlap(target: string, { id, inputs }: AzureRequest, others: Iterable<AzureResource>): void {
  const within = (a: string, b: string) => a.endsWith("*") && b.endsWith("*") && a.startsWith(b.slice(0, -1));
  for (const other of others) {
    if (other.token !== ruleToken || other.id.toLowerCase() === id.toLowerCase()) continue;
    if (other.inputs.registryName !== inputs.registryName) continue;
    const taken = String(other.inputs.targetRepository);
    if (taken === target || within(taken, target) || within(target, taken)) {
      throw new AzureError(
        "Conflict",
        `The target repository '${target}' overlaps with '${taken}' of the cache rule ${other.id}.`,
        "targetRepository",
      );
    }
  }
}

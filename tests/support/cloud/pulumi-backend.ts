import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, type Json, type JsonObject } from "@breakwater/plan-views";
import { parseDocument } from "yaml";
import type { Checkpoint } from "../../../twin/deployment";
import { emptyCheckpoint } from "../../../twin/deployment";
import { hasRole, loginOf, named, reachesData } from "./access";
import { CommandError } from "./command-table";
import type { World } from "./world";

/** What Pulumi keeps of a stack. */
export interface StackRecord {
  checkpoint: Checkpoint;
  outputs: JsonObject;
}

/**
 * A stack of the backend that Pulumi is logged in to. Each look at it takes the role on its container.
 *
 * @throws CommandError where nobody is logged in, may not read it, or there is no such stack
 */
export function stackOf(world: World, name: string): StackRecord {
  checkBackend(world);
  const stack = world.stacks.get(name) as StackRecord | undefined;
  if (!stack) throw new CommandError(`error: no stack named '${name}' found`, 255);
  return stack;
}

export function makeStack(world: World, name: string): void {
  checkBackend(world);
  if (world.stacks.has(name)) throw new CommandError(`error: stack '${name}' already exists`, 255);
  world.stacks.set(name, { checkpoint: emptyCheckpoint(), outputs: {} } satisfies StackRecord);
}

/** `azblob://pulumi?storage_account=…`, with the login of az. */
export function checkBackend(world: World, url: string | undefined = world.backend): void {
  const account = /^azblob:\/\/pulumi\?storage_account=([a-z0-9]+)$/.exec(url ?? "")?.[1];
  if (account === undefined)
    throw new CommandError("error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions", 255);
  const resource = named(world, "azure-native:storage:StorageAccount", account);
  if (!resource || !reachesData(world, resource))
    throw new CommandError(`error: problem logging in: lookup ${account}.blob.core.windows.net: no such host`, 255);
  const { objectId } = loginOf(world).principal;
  const container = `${resource.id}/blobServices/default/containers/pulumi`;
  const roles = ["Storage Blob Data Contributor", "Storage Blob Data Reader"];
  if (!roles.some((role) => hasRole(world, objectId, role, container)))
    throw new CommandError(
      'error: read ".pulumi/meta.yaml": blob (code=Unknown): AuthorizationPermissionMismatch: This request is not authorized to perform this operation using this permission.',
      255,
    );
}

/** Kubernetes objects of the stack that a cluster belongs to. */
export function deployedObjects(world: World, clusterId: string): JsonObject[] {
  const cluster = clusterId.toLowerCase();
  const stack = ([...world.stacks.values()] as StackRecord[]).find(({ checkpoint }) =>
    [...checkpoint.resources.values()].some(({ id }) => id.toLowerCase() === cluster),
  );
  return [...(stack?.checkpoint.resources.values() ?? [])]
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ inputs }) => inputs);
}

/** ARM id of a stack's cluster. */
export const clusterOf = ({ checkpoint }: StackRecord): string | undefined =>
  [...checkpoint.resources.values()].find(({ type }) => type.endsWith(":ManagedCluster"))?.id;

/** `Pulumi.<stack>.yaml` of a project. */
export class StackFile {
  private readonly path: string;
  private readonly document;

  constructor(
    folder: string,
    private readonly stack: string,
  ) {
    this.path = join(folder, `Pulumi.${stack}.yaml`);
    this.document = parseDocument(readFileSync(this.path, "utf8"));
  }

  get(key: string): Json | undefined {
    const value = this.document.getIn(["config", qualified(key)]) as { toJSON?: () => Json } | Json | undefined;
    return typeof value === "object" && value !== null && "toJSON" in value && typeof value.toJSON === "function"
      ? (value.toJSON() as Json)
      : (value as Json | undefined);
  }

  /** Writes a value, or an encrypted one. */
  set(key: string, value: string, secret: boolean): void {
    const scalar = /^(true|false|-?\d+)$/.test(value) ? (JSON.parse(value) as Json) : value;
    this.document.setIn(["config", qualified(key)], secret ? { secure: encrypted(value) } : scalar);
    this.write();
  }

  remove(key: string): void {
    this.document.deleteIn(["config", qualified(key)]);
    this.write();
  }

  /** The secrets provider of the stack. */
  set provider(url: string) {
    this.document.setIn(["secretsprovider"], url);
    this.write();
  }

  /**
   * Decrypted values of what is encrypted, which takes the key.
   *
   * @throws CommandError where whoever is logged in may not use it
   */
  secrets(world: World): Record<string, string> {
    const config = (this.document.get("config") as { toJSON(): JsonObject }).toJSON();
    const secrets = Object.entries(config).flatMap(([key, value]) =>
      isObject(value) && typeof value.secure === "string" ? [[key, decrypted(value.secure)] as const] : [],
    );
    if (secrets.length > 0) this.checkKey(world);
    return Object.fromEntries(secrets);
  }

  checkKey(world: World): void {
    const [, vault, key] =
      /^azurekeyvault:\/\/([\w-]+)\.vault\.azure\.net\/keys\/([\w-]+)/.exec(
        String(this.document.get("secretsprovider")),
      ) ?? [];
    if (vault === undefined)
      throw new CommandError(
        `error: Pulumi.${this.stack}.yaml names no secrets provider: PULUMI_CONFIG_PASSPHRASE must be set`,
        255,
      );
    const id = named(world, "azure-native:keyvault:Vault", vault)?.id ?? "";
    if (!world.keys.has(`${id}/keys/${key}`.toLowerCase()))
      throw new CommandError(`error: secrets (code=NotFound): KeyNotFound: ${key}`, 255);
    if (!hasRole(world, loginOf(world).principal.objectId, "Key Vault Crypto User", id))
      throw new CommandError(
        "error: secrets (code=PermissionDenied): Caller is not authorized to perform action on resource.",
        255,
      );
  }

  private write(): void {
    writeFileSync(this.path, this.document.toString({ lineWidth: 0 }));
  }
}

const qualified = (key: string): string => (key.includes(":") ? key : `breakwater:${key}`);
const encrypted = (text: string): string => `v1:${Buffer.from(text).toString("base64")}`;
const decrypted = (text: string): string => Buffer.from(text.slice(3), "base64").toString();

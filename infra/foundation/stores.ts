import * as pulumi from "@pulumi/pulumi";
import { ModelStore, type Network, type SecretVault, SessionStore, TaskQueue } from "../../components/azure";
import { redisPort } from "../../components/kubernetes";
import { wayTo } from "../service-ways";
import type { FoundationContext } from "./context";
import { heldByLock } from "./locks";
import { allowedIpRanges, createPrivateEndpoint } from "./network";

/** Where conversations live, as a client connects to it. */
export interface SessionEndpoint {
  host: pulumi.Input<string>;
  port: pulumi.Input<number>;
  tls: pulumi.Input<boolean>;
  /** Secret of the vault with the password; `undefined` where there is none. */
  passwordSecret: string | undefined;
}

/** What keeps data for the workloads; `undefined` where the settings have none. */
export interface Stores {
  sessions: SessionEndpoint;
  /** Azure Managed Redis behind `sessions`. */
  managedRedis: SessionStore | undefined;
  taskQueue: TaskQueue | undefined;
  modelStore: ModelStore | undefined;
}

/** The stores that the settings ask for. */
export function createStores(context: FoundationContext, network: Network, vault: SecretVault): Stores {
  const managedRedis = createManagedRedis(context, network, vault);
  return {
    sessions: sessionEndpoint(context, managedRedis),
    managedRedis,
    taskQueue: createTaskQueue(context, network),
    modelStore: createModelStore(context, network),
  };
}

/** Secret of the vault with the access key of Azure Managed Redis. */
const passwordSecret = "redis-password";

function createManagedRedis(
  context: FoundationContext,
  network: Network,
  vault: SecretVault,
): SessionStore | undefined {
  const { settings, placement, suffix } = context;
  const { kind, sku, highAvailability } = settings.sessionStore;
  if (kind === "plain") return undefined;
  const store = new SessionStore("sessions", {
    ...placement,
    storeName: pulumi.interpolate`redis-breakwater-${settings.environment}-${suffix}`,
    sku,
    highAvailability,
    // The app logs in by a password, so Entra ID alone would shut it out.
    auth: { type: "key", vaultName: vault.vaultName, secretName: passwordSecret },
    privateOnly: wayTo(settings, "cache") === "private",
  });
  createPrivateEndpoint(context, network, "cache", store.id);
  return store;
}

function sessionEndpoint({ settings }: FoundationContext, managedRedis: SessionStore | undefined): SessionEndpoint {
  // A plain Redis in the cluster, as the Service beside the app names it.
  if (managedRedis === undefined) {
    return { host: `redis.${settings.app.namespace}.svc`, port: redisPort, tls: false, passwordSecret: undefined };
  }
  const { host, port, tls } = managedRedis;
  return { host, port, tls, passwordSecret };
}

function createTaskQueue(context: FoundationContext, network: Network): TaskQueue | undefined {
  const { settings, placement, suffix } = context;
  const { enabled, sku, lockSeconds, maxDeliveryCount } = settings.taskQueue;
  if (!enabled) return undefined;
  const queue = new TaskQueue("tasks", {
    ...placement,
    namespaceName: pulumi.interpolate`sbns-breakwater-${settings.environment}-${suffix}`,
    sku,
    lockSeconds,
    maxDeliveryCount,
    allowedIpRanges: allowedIpRanges(context, "queue"),
  });
  createPrivateEndpoint(context, network, "queue", queue.namespaceId);
  return queue;
}

function createModelStore(context: FoundationContext, network: Network): ModelStore | undefined {
  const { settings, placement, suffix, deployers } = context;
  const { enabled, redundancy } = settings.modelStore;
  if (!enabled) return undefined;
  const store = new ModelStore(
    "models",
    {
      ...placement,
      accountName: pulumi.interpolate`stbreakwater${settings.environment}${suffix}`,
      redundancy,
      // A lock holds the grant too: with another deployer it could not be replaced (ScopeLocked).
      ...((deployers.isGroup || !settings.guardrails.locks) && {
        uploaderObjectId: deployers.objectId,
        uploaderPrincipalType: deployers.principalType,
      }),
      allowedIpRanges: allowedIpRanges(context, "models"),
    },
    heldByLock(context, "models"),
  );
  createPrivateEndpoint(context, network, "models", store.id);
  return store;
}

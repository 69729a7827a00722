import { z } from "zod";
import { emailAddress, flag, hostName, integer, oneOf, textLike } from "../formats";

/** KEDA, which scales by events. */
export const kedaSettings = z.strictObject({
  /** Pods of its operator, metrics server and webhooks each: a second one takes over while the first one's node goes. */
  replicas: integer(1, 3),
});

/** Prometheus, Alertmanager and Grafana inside the cluster. */
export const monitoringSettings = z.strictObject({
  /** Days for which metrics are kept; the slowest burn of an objective is looked at over 3 days. */
  retentionDays: integer(3, 365),
  /** Disk of each Prometheus, GiB. */
  storageGb: integer(5, 4096),
  /** Pods of Prometheus and of Alertmanager each. Autoscaling asks Prometheus, so a second one is no luxury. */
  replicas: integer(1, 3),
  /** Who is told of alerts. All but `none` need their address as the secret `alertWebhookUrl` of the configuration. */
  alertReceiver: oneOf(["none", "webhook", "slack"]),
  /** Dollars that a day's tokens may cost before somebody is told; 0 for no budget. Nothing is switched off. */
  dailyTokenBudgetUsd: integer(0, 1_000_000),
});

/** External Secrets Operator, which brings the vault's secrets to the pods. */
export const externalSecretsSettings = z.strictObject({
  /** Pods of its operator and webhook each. */
  replicas: integer(1, 3),
});

const optionalId = z.union(
  [z.literal(""), z.guid()],
  "an id such as 8f2c5d0e-7c3b-4b0e-9d6a-1f2e3d4c5b6a, or empty for no login",
);

/** The way in from the internet. */
export const edgeSettings = z.strictObject({
  /** Whether there is one; without it the app is reached by `kubectl port-forward`. */
  enabled: flag(),
  /** Host that users ask for; empty for any. */
  host: z.union([z.literal(""), hostName], "a host's name, or empty for any host"),
  /** Account at Let's Encrypt; empty for a self-signed certificate, as long as no host leads here. */
  acmeEmail: z.union([z.literal(""), emailAddress], "an e-mail address, or empty for a self-signed certificate"),
  /** Envoy proxies. */
  replicas: integer(1, 10),
  /**
   * Login of people by Entra ID: the tenant whose people are let in, and the client id of the app registration that they log in to, which has the
   * redirect address `https://<host>/oauth2/callback`. Both empty: no login. Needs the registration's secret as `edgeLoginSecret` of the
   * configuration. With `roles` (app roles, by their values) or `groups` (by their ids) only who has one of them comes in; with neither, whoever
   * the tenant lets log in.
   */
  login: z.strictObject({
    tenantId: optionalId,
    clientId: optionalId,
    roles: z.array(textLike(/^(?!\.)[!-~]{1,120}$/, "an app role's value, without blanks"), "a list of app roles"),
    groups: z.array(z.guid("an id such as 8f2c5d0e-7c3b-4b0e-9d6a-1f2e3d4c5b6a"), "a list of ids of groups"),
  }),
});

/** Spare capacity for the first minutes of a surge. */
export const warmBufferSettings = z.strictObject({
  /** Pods of `ai-service` for which there is always a place free, 1 CPU and 1 GiB each; 0 for none. */
  pods: integer(0, 1000),
});

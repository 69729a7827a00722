import * as pulumi from "@pulumi/pulumi";
import type { AlertReceiver } from "../components/kubernetes";
import {
  alertWebhookUrl,
  clientApiKeys,
  dockerHubToken,
  edgeLoginSecret,
  gatewayApiKey,
  type Settings,
} from "../stacks";

/** What the SDK knows of the configuration; its type declarations leave it out. */
interface ConfigSecrets {
  isConfigSecret(key: string): boolean;
}

/**
 * Whether the value of a `namespace:key` is encrypted in the stack's file: the engine names such keys to the program
 * (`PULUMI_CONFIG_SECRET_KEYS`), and the twin names them alike.
 */
export const isConfigSecret = (key: string): boolean =>
  (pulumi.runtime as unknown as ConfigSecrets).isConfigSecret(key);

/** The secrets of the stack's configuration, which the settings do without. */
export interface Secrets {
  /** Key of the gateway of hosted models; `undefined`: somebody puts it into the vault by hand. */
  gatewayApiKey: pulumi.Output<string> | undefined;
  /** API keys of callers, by their digests; `undefined`: somebody puts them into the vault by hand. */
  clientApiKeys: pulumi.Output<string> | undefined;
  /** Secret of the app registration that people log in to; `undefined` where there is no login. */
  edgeLoginSecret: pulumi.Output<string> | undefined;
  /** Who is told of alerts, its address being the secret; `undefined`: nobody. */
  alertReceiver: AlertReceiver | undefined;
  /** Access token of the settings' account at Docker Hub; `undefined` where they have none. */
  dockerHubToken: pulumi.Output<string> | undefined;
}

/** Reads the secrets, the only place that does. What `settings` need is there: `loadSettings` has refused them without. */
export function readSecrets(settings: Settings): Secrets {
  const {
    monitoring: { alertReceiver },
    registry: { dockerHubUsername },
    edge: { login },
  } = settings;
  const config = new pulumi.Config();
  return {
    gatewayApiKey: config.getSecret(gatewayApiKey),
    clientApiKeys: config.getSecret(clientApiKeys),
    edgeLoginSecret: login.clientId === "" ? undefined : config.requireSecret(edgeLoginSecret),
    alertReceiver:
      alertReceiver === "none" ? undefined : { kind: alertReceiver, url: config.requireSecret(alertWebhookUrl) },
    dockerHubToken: dockerHubUsername === "" ? undefined : config.requireSecret(dockerHubToken),
  };
}

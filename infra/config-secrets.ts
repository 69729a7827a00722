import * as pulumi from "@pulumi/pulumi";

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

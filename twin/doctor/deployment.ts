import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readProject, readStackConfig } from "../project";
import type { Deployment } from "./situation";

/**
 * Reads where and how a stack is deployed from its file, and from the environment variables that Pulumi's Azure provider reads.
 *
 * @param overrides configuration values over those of the file
 * @throws ProjectError when the stack has no file, or one that cannot be read
 */
export function readDeployment(
  projectDir: string,
  stack: string,
  overrides: Record<string, string> = {},
  environment = process.env,
): Deployment {
  const project = readProject(projectDir);
  const { values } = readStackConfig(project, stack, overrides);
  const file = `Pulumi.${stack}.yaml`;
  const stackFile = (parse(readFileSync(join(project.stackFolder, file), "utf8")) ?? {}) as {
    secretsprovider?: string;
    encryptionsalt?: string;
  };
  const subscriptionId = values["azure-native:subscriptionId"] ?? environment.ARM_SUBSCRIPTION_ID;
  const tenantId = values["azure-native:tenantId"] ?? environment.ARM_TENANT_ID;
  // Pulumi writes no provider for a passphrase, only its salt, and for its own service nothing at all.
  const secretsProvider =
    stackFile.secretsprovider ?? (stackFile.encryptionsalt === undefined ? undefined : "a passphrase");
  return {
    file,
    ...(subscriptionId !== undefined && { subscriptionId }),
    ...(tenantId !== undefined && { tenantId }),
    ...(secretsProvider !== undefined && { secretsProvider }),
    hasGatewayKey: values[`${project.name}:gatewayApiKey`] !== undefined,
  };
}

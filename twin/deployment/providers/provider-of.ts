import { azureNative } from "./azure-native";
import { explicitProvider } from "./explicit";
import { kubernetes } from "./kubernetes";
import type { Provider } from "./provider";
import { random } from "./random";

const byPackage: Record<string, Provider> = { "azure-native": azureNative, kubernetes, random };

/**
 * The plugin that answers for a type.
 *
 * @throws Error for a package that the twin does not know
 */
export function providerOf(type: string): Provider {
  if (type.startsWith("pulumi:providers:")) return explicitProvider;
  const provider = byPackage[type.split(":")[0]!];
  if (provider) return provider;
  throw new Error(`the twin has no provider for ${type}; it knows the packages ${Object.keys(byPackage).join(", ")}`);
}

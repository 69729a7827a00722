/** What Azure answers when it refuses a request: one of its own codes, and a message that states the rule and the value. */
export class AzureError extends Error {
  override name = "AzureError";

  constructor(
    /** Azure's code, for example `VaultAlreadyExists`. */
    readonly code: string,
    detail: string,
    /** The property in question, in azure-native's names. */
    readonly target?: string,
  ) {
    super(`${code}: ${detail}${target === undefined ? "" : ` (${target})`}`);
  }
}

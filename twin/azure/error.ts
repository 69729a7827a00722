/** What Azure answers when it refuses a request: one of its own codes, and a message that states the rule and the value. */
export class AzureError extends Error {
  override name = "AzureError";
  /** What to do instead. */
  readonly way?: string;
  /** Where the rule is written: a URL, or an issue's number. */
  readonly source?: string;

  constructor(
    /** Azure's code, for example `VaultAlreadyExists`. */
    readonly code: string,
    detail: string,
    /** The property in question, in azure-native's names. */
    readonly target?: string,
    { way, source }: { way?: string; source?: string } = {},
  ) {
    super(`${code}: ${detail}${target === undefined ? "" : ` (${target})`}`);
    if (way !== undefined) this.way = way;
    if (source !== undefined) this.source = source;
  }
}

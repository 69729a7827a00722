import * as pulumi from "@pulumi/pulumi";

/** A setting that is not allowed. */
export interface SettingsProblem {
  /** File in which the value stands, relative to the repository. */
  file: string;
  /** Where in the file: a configuration key, or a path in the settings. */
  path: string;
  /** The sentence after the path, with the value and what is allowed. */
  reason: string;
}

/** Everything that is wrong with a stack's settings. Pulumi prints the message of a RunError and no stack of calls. */
export class SettingsError extends pulumi.RunError {
  constructor(
    stack: string,
    readonly problems: readonly SettingsProblem[],
  ) {
    const count = problems.length === 1 ? "one setting" : `${problems.length} settings`;
    const lines = problems.map(({ file, path, reason }) => `  ${file}: ${path} ${reason}`);
    super([`stack "${stack}" has ${count} that cannot be used; nothing was changed:`, ...lines].join("\n"));
  }
}

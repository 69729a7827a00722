/** A variable of the environment has a value that means nothing. */
export class SettingError extends Error {
  override name = "SettingError";

  /** @param allowed completes the sentence "must be …" */
  constructor(variable: string, value: string, allowed: string) {
    super(`${variable} = ${JSON.stringify(value)} must be ${allowed}.`);
  }
}

/** What a value that people write may be. Settings, component arguments and policies ask the same rule, so that none takes what another refuses. */
export interface ValueRule<T = string> {
  /** Completes the sentence "must be …". */
  allowed: string;
  accepts: (value: T) => boolean;
  /** As `allowed`, for a value that is refused: says why this one is. */
  allowedFor: (value: T) => string;
}

/** A rule of texts that says of each what is wrong with it, `undefined` for nothing. */
export const textRule = (allowed: string, faultOf: (text: string) => string | undefined): ValueRule => ({
  allowed,
  // Settings and arguments come from people: what should be a text may be something else.
  accepts: (text) => typeof text === "string" && faultOf(text) === undefined,
  allowedFor: (text) => (typeof text === "string" ? faultOf(text) : undefined) ?? allowed,
});

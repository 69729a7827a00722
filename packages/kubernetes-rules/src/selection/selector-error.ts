/** A selector that Kubernetes refuses, so that it cannot be said what it selects. */
export class SelectorError extends Error {
  override readonly name = "SelectorError";
}

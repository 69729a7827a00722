/**
 * Whether a key sends what is typed: Enter without Shift, and not the Enter that ends a composition. Chrome and Firefox say `isComposing` of that one;
 * Safari ends the composition before the key, and tells it by the key code 229 only.
 */
export function sendsOn(event: KeyboardEvent): boolean {
  if (event.key !== "Enter" || event.shiftKey || event.altKey) return false;
  return !event.isComposing && event.keyCode !== 229;
}

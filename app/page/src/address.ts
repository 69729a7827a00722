/** The conversation that the address names, as `?c=<id>`. */
export function addressed(): string | undefined {
  return new URLSearchParams(location.search).get("c") ?? undefined;
}

/** The address of a conversation; without an id, that of a new one. */
export const addressOf = (id: string | undefined): string =>
  id === undefined ? location.pathname : `${location.pathname}?c=${encodeURIComponent(id)}`;

/** Goes to a conversation's address: `push` adds a step for Back, `replace` does not. */
export function goTo(id: string | undefined, step: "push" | "replace"): void {
  if (addressed() === id) return;
  history[`${step}State`](null, "", addressOf(id));
}

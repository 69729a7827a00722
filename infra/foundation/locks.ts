import type { FoundationContext } from "./context";

/** What has a lock, where the settings ask for locks: what holds secrets, images and weights. */
const locked = ["vault", "registry", "models"] as const;

/** Name of a lock, and of what it holds. */
export type Locked = (typeof locked)[number];

/**
 * Options of what a lock holds: the resource, what stands in it, and what is attached to it as an endpoint or as diagnostics. Azure
 * refuses to delete any of it, in the middle of an `up`; protected, it is refused by the preview.
 *
 * @param what the resource; one that has no lock is not protected
 */
export const heldByLock = ({ settings }: Pick<FoundationContext, "settings">, what: string) => ({
  protect: settings.guardrails.locks && (locked as readonly string[]).includes(what),
});

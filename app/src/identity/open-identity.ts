import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "../logging";
import type { Metrics } from "../metrics";
import { WatchedSecret } from "../secrets";
import type { Settings } from "../settings";
import { Identity } from "./identity";
import { KeyBook } from "./key-book";
import { conflictsOf, strangersOf } from "./key-fit";
import { TrustedEdge } from "./trusted-edge";

/** Longest wait for the edge's names at the start, milliseconds. */
const firstLookMs = 500;

/** Who may call, with its end. */
export interface OpenIdentity {
  identity: Identity;
  /** The API keys; left out where the settings name none. */
  keys: KeyBook | undefined;
  close(): void;
}

/**
 * Opens the keys and the edge that the settings name.
 *
 * @throws KeyListError when the list of keys is broken.
 */
export async function openIdentity(settings: Settings, logger: Logger, metrics: Metrics): Promise<OpenIdentity> {
  const list = await openList(settings, logger);
  const onList = (usable: boolean, count: number): void => {
    metrics.keys.set(count);
    metrics.keysBroken.set(usable ? 0 : 1);
  };
  const keys =
    list &&
    new KeyBook({
      list,
      logger,
      onList,
      conflictsOf: (entries) => conflictsOf(entries, settings),
      doubtsOf: (entries) => strangersOf(entries, settings),
    });
  const { TRUSTED_EDGE: places, EDGE_LOGOUT_PATH: logoutPath } = settings;
  const edge = places && new TrustedEdge({ places, logger });
  // A resolver that hangs must not keep the process from starting: until it answers, nobody is trusted.
  if (edge !== undefined) await Promise.race([edge.refresh(), pause(firstLookMs, undefined, { ref: false })]);
  return {
    identity: new Identity({ keys, edge, logoutPath }),
    keys,
    close: () => {
      list?.close();
      edge?.close();
    },
  };
}

async function openList(settings: Settings, logger: Logger): Promise<WatchedSecret | undefined> {
  const { CLIENT_API_KEYS: fallback, CLIENT_API_KEYS_FILE: file } = settings;
  if (fallback === undefined && file === undefined) return undefined;
  return WatchedSecret.open({ name: "CLIENT_API_KEYS", file, fallback, logger });
}

import { timingSafeEqual } from "node:crypto";
import type { Caller } from "../engine";
import type { Logger } from "../logging";
import type { WatchedSecret } from "../secrets";
import type { KeyEntry } from "./key-entry";
import { KeyListError, parseKeyList, sha256Of } from "./key-list";

/** A key that was presented can be written with any number of blanks around it; more spellings than this are not remembered. */
const acceptedKept = 10_000;

/** A key of the list and the caller that it stands for. */
export interface KnownKey {
  readonly entry: KeyEntry;
  readonly caller: Caller;
  /** Its digests' bytes, for the comparison. */
  readonly digests: readonly Buffer[];
}

/** What a key book works with. */
export interface KeyBookOptions {
  /** The list as it is now, which follows its rotation. */
  list: Pick<WatchedSecret, "value">;
  logger: Pick<Logger, "info" | "warn" | "error">;
  /** What of a list the settings rule out. Default: nothing. */
  conflictsOf?(entries: readonly KeyEntry[]): string[];
  /** What of a list is usable and most likely a mistake. Default: nothing. */
  doubtsOf?(entries: readonly KeyEntry[]): string[];
  /** Hears whether the newest list is in use: false while it is broken and the one before goes on. */
  onList?(usable: boolean, keys: number): void;
}

/**
 * The API keys of the list. Keys are compared by digest, in a time that does not depend on how much of a guess is right. A new version of
 * the list takes effect with the next request; a broken one changes nothing but is told.
 */
export class KeyBook {
  private text: string | undefined;
  private byDigest: ReadonlyMap<string, KnownKey> = new Map();
  private byName: ReadonlyMap<string, KnownKey> = new Map();
  /** What carried a key of the list: a digest for every request would cost more than its routing. */
  private readonly accepted = new Map<string, KnownKey>();

  /** @throws KeyListError when the list is broken from the start. */
  constructor(private readonly options: KeyBookOptions) {
    this.read(options.list.value);
  }

  /** The key that was presented, if it is in the list, whether or not it has expired. */
  find(presented: string): KnownKey | undefined {
    this.refresh();
    if (presented === "") return undefined;
    const known = this.accepted.get(presented);
    if (known !== undefined) return known;
    const digest = sha256Of(presented);
    const found = this.byDigest.get(digest);
    if (found === undefined || !isDigestOf(found, digest)) return undefined;
    if (this.accepted.size < acceptedKept) this.accepted.set(presented, found);
    return found;
  }

  /** The key of that name. */
  named(name: string): KnownKey | undefined {
    this.refresh();
    return this.byName.get(name);
  }

  /** All keys of the list. */
  get entries(): KeyEntry[] {
    this.refresh();
    return [...new Set(this.byDigest.values())].map(({ entry }) => entry);
  }

  private refresh(): void {
    const { value } = this.options.list;
    if (value === this.text) return;
    try {
      this.read(value);
      this.options.logger.info({ keys: this.byName.size }, "list of API keys read");
    } catch (error) {
      if (!(error instanceof KeyListError)) throw error;
      this.text = value;
      this.options.onList?.(false, this.byName.size);
      this.options.logger.error(
        { problems: error.problems },
        "the new list of API keys is broken; the one before stays in use",
      );
    }
  }

  private read(text: string | undefined): void {
    const { conflictsOf, doubtsOf, logger, onList } = this.options;
    const entries = parseKeyList(text ?? "");
    const problems = conflictsOf?.(entries) ?? [];
    if (problems.length > 0) throw new KeyListError(problems);
    const doubts = doubtsOf?.(entries) ?? [];
    if (doubts.length > 0) logger.warn({ problems: doubts }, "API keys name what no route has");
    const known = entries.map((entry): KnownKey => ({
      entry,
      caller: Object.freeze({ user: entry.owner, key: entry.name }),
      digests: entry.sha256.map((digest) => Buffer.from(digest, "hex")),
    }));
    this.text = text;
    this.byDigest = new Map(known.flatMap((key) => key.entry.sha256.map((digest) => [digest, key] as const)));
    this.byName = new Map(known.map((key) => [key.entry.name, key]));
    this.accepted.clear();
    onList?.(true, known.length);
  }
}

function isDigestOf({ digests }: KnownKey, digest: string): boolean {
  const bytes = Buffer.from(digest, "hex");
  return digests.map((other) => timingSafeEqual(other, bytes)).includes(true);
}

import { createHash } from "node:crypto";
import { ChatError } from "../engine";
import type { WatchedSecret } from "../secrets";

/** A key can be spelled with any number of blanks around it; more spellings than this are not remembered. */
const acceptedKept = 10_000;

/**
 * Checks the keys that clients present, where the settings name any. They are compared by digest, which takes the same time however
 * much of a guess is right. The list is a secret that follows its rotation, one key a line or separated by commas.
 */
export class ClientKeys {
  private list: string | undefined;
  private digests: ReadonlySet<string> = new Set();
  /** Headers that carried a key of the list: a digest for every request would cost more than its routing. */
  private readonly accepted = new Set<string>();

  constructor(private readonly keys: Pick<WatchedSecret, "value">) {}

  /** Fails with 401 unless `authorization` carries a key of the list. */
  authorize(authorization: string | undefined): void {
    const { value } = this.keys;
    if (value !== this.list) {
      this.list = value;
      const split = (value ?? "").split(/[\s,]+/).filter((key) => key !== "");
      this.digests = new Set(split.map(digest));
      this.accepted.clear();
    }
    if (authorization !== undefined && this.accepted.has(authorization)) return;
    const presented = authorization?.startsWith("Bearer ") ? authorization.slice(7).trim() : undefined;
    if (presented !== undefined && this.digests.has(digest(presented))) {
      if (this.accepted.size < acceptedKept) this.accepted.add(authorization!);
      return;
    }
    throw new ChatError(
      presented === undefined ? "missing_api_key" : "invalid_api_key",
      presented === undefined ? "A key is missing: send it as Authorization: Bearer." : "The key is not valid.",
    );
  }
}

const digest = (key: string): string => createHash("sha256").update(key).digest("base64");

import { readFile, stat } from "node:fs/promises";
import type { Logger } from "../logging";

/** Where a secret comes from. */
export interface WatchedSecretOptions {
  /** What it is, for the log. Its value never stands there. */
  name: string;
  /** The mounted file; first choice. */
  file?: string;
  /** Value of the environment variable; second choice. */
  fallback?: string;
  logger: Logger;
  /** How often the file is looked at, milliseconds. Default: 2,000. */
  pollMs?: number;
}

/**
 * A secret that follows its rotation. The file is polled by time and inode: the kubelet swaps a symbolic link above it, which
 * a watch on the file does not see. Whoever uses the secret asks for `value` each time.
 */
export class WatchedSecret {
  private current: string | undefined;
  private version = "";
  private timer: NodeJS.Timeout | undefined;
  private reading: Promise<boolean> | undefined;
  private following: Promise<boolean> | undefined;

  private constructor(private readonly options: WatchedSecretOptions) {
    this.current = options.fallback;
  }

  /** Reads the secret and begins to watch it. A secret that is not there is no error yet: it may come. */
  static async open(options: WatchedSecretOptions): Promise<WatchedSecret> {
    const secret = new WatchedSecret(options);
    await secret.reread();
    if (options.file !== undefined) {
      secret.timer = setInterval(() => void secret.poll(), options.pollMs ?? 2_000);
      secret.timer.unref();
    }
    return secret;
  }

  /** The secret as it is now. */
  get value(): string | undefined {
    return this.current;
  }

  /**
   * Reads the file at once, whatever its age; resolves to whether the secret has changed. Callers at the same time share a reading that
   * begins after all of their calls: one that is under way may have begun before the rotation that they have heard of.
   */
  reread(): Promise<boolean> {
    if (this.reading === undefined) {
      this.reading = this.read().finally(() => (this.reading = undefined));
      return this.reading;
    }
    this.following ??= this.reading.then(async (changedBefore) => {
      this.following = undefined;
      const changed = await this.reread();
      return changed || changedBefore;
    });
    return this.following;
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async poll(): Promise<void> {
    if ((await this.versionOfFile()) !== this.version) await this.reread();
  }

  private async versionOfFile(): Promise<string> {
    try {
      const { mtimeMs, ino, size } = await stat(this.options.file!);
      return `${ino}:${mtimeMs}:${size}`;
    } catch {
      return "";
    }
  }

  private async read(): Promise<boolean> {
    const { file, fallback, logger, name } = this.options;
    if (file === undefined) return false;
    const version = await this.versionOfFile();
    // Twice: the folder that the link led to a moment ago may just have been removed.
    const value = (await valueOf(file)) ?? (await valueOf(file));
    const before = this.current;
    // A file that vanishes while it is swapped takes nothing away.
    this.current = value ?? before ?? fallback;
    this.version = version;
    const changed = this.current !== before;
    if (changed && before !== undefined) logger.info({ secret: name }, "secret rotated");
    return changed;
  }
}

/** What stands in the file; `undefined` where it is empty or not mounted (yet). */
async function valueOf(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, "utf8")).trim() || undefined;
  } catch {
    return undefined;
  }
}

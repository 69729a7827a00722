import { mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A Secret's volume as the kubelet writes it: the file is a link through `..data`, which is swapped as a whole, and the folder of the
 * old version goes right after.
 */
export class MountedSecret {
  /** What the app is told to read. */
  readonly file: string;
  private version = 0;

  constructor(
    private readonly folder: string,
    private readonly key: string,
    value: string,
  ) {
    this.file = join(folder, key);
    this.rotate(value);
    symlinkSync(join("..data", key), this.file);
  }

  /** Puts a new value in place of the old one. */
  rotate(value: string): void {
    const data = join(this.folder, "..data");
    const old = this.version === 0 ? undefined : readlinkSync(data);
    this.version += 1;
    const now = `..version_${this.version}`;
    mkdirSync(join(this.folder, now));
    writeFileSync(join(this.folder, now, this.key), value);
    symlinkSync(now, `${data}_tmp`);
    renameSync(`${data}_tmp`, data);
    if (old !== undefined) rmSync(join(this.folder, old), { recursive: true });
  }
}

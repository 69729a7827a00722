import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { cacheRoot } from "../../twin/controlplane/build/cache";

/** A machine that has only the programs that a test gives it. */
export class BareMachine {
  private readonly folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), "breakwater-bare-"));
  private readonly bin = this.inside("bin");
  readonly env: NodeJS.ProcessEnv = {
    PATH: this.bin,
    BREAKWATER_CACHE: this.inside("cache"),
    BREAKWATER_BINARIES: "build",
    BREAKWATER_REDIS: "",
    BREAKWATER_PROMETHEUS: "",
    APT_CONFIG: path.join(this.folder, "apt.conf"),
  };

  constructor() {
    // A machine on which a package is installed has its program; this one has not.
    const status = path.join(this.folder, "status");
    fs.writeFileSync(path.join(this.folder, "apt.conf"), `Dir::State::Status "${status}";\n`);
    const installed = fs.existsSync("/var/lib/dpkg/status") ? fs.readFileSync("/var/lib/dpkg/status", "utf8") : "";
    const others = installed.split("\n\n").filter((entry) => !/^Package: redis-/.test(entry));
    fs.writeFileSync(status, others.join("\n\n"));
  }

  /** Gives it what was built of a set, or other things that are kept in the cache. */
  addFromCache(...names: string[]): void {
    for (const name of names) {
      const link = path.join(this.folder, "cache", name);
      // What an interrupted build has left.
      fs.rmSync(link, { recursive: true, force: true });
      fs.symlinkSync(path.join(cacheRoot(), name), link);
    }
  }

  /** Puts a script of the shell on the PATH. */
  addScript(name: string, script: string): void {
    fs.writeFileSync(path.join(this.bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  /** Puts those of the system's programs on the PATH that a test wants. */
  addPrograms(wanted: (name: string) => boolean): void {
    for (const folder of ["/usr/bin", "/bin", "/usr/sbin", "/sbin"])
      for (const name of fs.existsSync(folder) ? fs.readdirSync(folder).filter(wanted) : []) {
        const link = path.join(this.bin, name);
        if (!fs.existsSync(link)) fs.symlinkSync(path.join(folder, name), link);
      }
  }

  removePrograms(): void {
    for (const name of fs.readdirSync(this.bin)) fs.unlinkSync(path.join(this.bin, name));
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true });
  }

  private inside(name: string): string {
    const folder = path.join(this.folder, name);
    fs.mkdirSync(folder);
    return folder;
  }
}

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** What a small package says of itself. */
interface Manifest {
  name: string;
  version: string;
  bin: Record<string, string>;
  os?: string[];
  cpu?: string[];
}

/** An npm registry on loopback, by which npm itself installs: it has a few small packages, and may be told to answer badly. */
export class NpmRegistry {
  /** Paths that were asked for. */
  readonly asked: string[] = [];
  /** Answers in place of a tarball; default: the tarball. */
  tarballAnswer: (response: ServerResponse, tarball: Buffer) => void = (response, tarball) =>
    void response.end(tarball);
  private readonly folder = mkdtempSync(join(tmpdir(), "breakwater-registry-"));
  private readonly packages = new Map<string, { manifest: Manifest; tarball: Buffer }>();
  private readonly server: Server = createServer((request, response) => this.answer(request.url ?? "/", response));

  /** Where it answers, also after it has stopped. */
  url = "";

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** Takes a package with its executable files in, and gives its entry of a lockfile. */
  add(manifest: Manifest, files: Record<string, string>): object {
    const folder = join(this.folder, manifest.name, "package");
    for (const [file, text] of Object.entries({ "package.json": JSON.stringify(manifest), ...files })) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
      chmodSync(join(folder, file), 0o755);
    }
    execFileSync("tar", ["-czf", `${folder}.tgz`, "-C", dirname(folder), "package"]);
    const tarball = readFileSync(`${folder}.tgz`);
    this.packages.set(manifest.name, { manifest, tarball });
    const { version, bin, os, cpu } = manifest;
    return { version, integrity: integrityOf(tarball), bin, ...(os && { os, cpu, optional: true }) };
  }

  async stop(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    this.server.closeAllConnections();
    if (this.server.listening) await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(path: string, response: ServerResponse): void {
    this.asked.push(path);
    const [name, tarballName] = path.slice(1).split("/-/");
    const known = this.packages.get(name!);
    if (!known) return void response.writeHead(404).end("{}");
    const { manifest, tarball } = known;
    if (tarballName !== undefined) return this.tarballAnswer(response, tarball);
    const dist = { tarball: `${this.url}${name}/-/${name}.tgz`, integrity: integrityOf(tarball) };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ name, versions: { [manifest.version]: { ...manifest, dist } } }));
  }
}

function integrityOf(tarball: Buffer): string {
  return `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
}

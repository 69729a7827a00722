import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { execFileSync } from "node:child_process";
import { controlPlane, ensurePrograms, readModule } from "../twin/controlplane";
import { platformOf } from "../twin/images/manifest";
import { imageOf, layerOf } from "../twin/images/testing/image";
import { breakwater } from "./support/breakwater";
import { buildRegistry, pushImage, startRealRegistry, type RealRegistry } from "./support/registry";
import { buildTimeout, TestTwin } from "./support/twin";

const minutes = 15 * 60_000;
const here = platformOf();

/** Programs of the control plane that were built here, as their makers' images in a real registry. */
describe("official images, from a real registry", () => {
  const small = ["etcd", "kube-scheduler"];
  const some = { ...controlPlane, binaries: controlPlane.binaries.filter(({ name }) => small.includes(name)) };
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), "breakwater-registry-"));
  const lock = path.join(folder, "lock.json");
  let registry: RealRegistry;
  let env: NodeJS.ProcessEnv;
  const { goMod } = readModule(controlPlane);
  const official = (name: string) => controlPlane.binaries.find((binary) => binary.name === name)!.official!(goMod);

  beforeAll(async () => {
    await TestTwin.build();
    await buildRegistry();
  }, buildTimeout);

  beforeAll(async () => {
    registry = await startRealRegistry(folder);
    fs.writeFileSync(lock, "{}");
    env = {
      ...process.env,
      BREAKWATER_BINARIES: "download",
      BREAKWATER_REGISTRY: registry.url,
      BREAKWATER_IMAGES_LOCK: lock,
      BREAKWATER_CACHE: path.join(folder, "cache"),
    };
    const built = await ensurePrograms(controlPlane, quiet());
    for (const name of small) {
      const { image, path: file } = official(name);
      const base = layerOf([{ path: "etc/passwd", content: "root" }]);
      const program = layerOf([{ path: file.slice(1), content: fs.readFileSync(path.join(built.folder, name)) }]);
      await pushImage(registry.url, image, imageOf([base, program], here));
    }
  }, minutes);

  afterAll(async () => {
    await registry.end();
    fs.rmSync(folder, { recursive: true });
  });

  const quiet = (more: NodeJS.ProcessEnv = process.env) => ({
    onProgress: () => undefined,
    signal: new AbortController().signal,
    env: more,
  });

  test(
    "are had byte by byte as they were built, and run",
    async () => {
      const had = await ensurePrograms(some, quiet(env));
      const built = await ensurePrograms(controlPlane, quiet());
      expect(had.folder).not.toBe(built.folder);
      for (const name of small) {
        const [file, original] = [had.folder, built.folder].map((of) => path.join(of, name));
        expect(fs.readFileSync(file!).equals(fs.readFileSync(original!))).toBe(true);
      }
      expect(String(execFileSync(path.join(had.folder, "etcd"), ["--version"]))).toContain("etcd Version: 3.");
    },
    minutes,
  );

  test(
    "are written into the lock file by `breakwater images`, which says what changed and what it could not learn",
    async () => {
      const first = await breakwater(["images", "--json"], { env });
      const { changes } = JSON.parse(first.stdout) as { changes: { image: string; change: string; digest?: string }[] };
      const of = (name: string) => changes.find(({ image }) => image.includes(`/${name}:`));
      expect(first.exitCode).toBe(1);
      expect(of("etcd")).toMatchObject({ change: "new", digest: expect.stringMatching(/^sha256:/) });
      expect(of("kube-apiserver")).toMatchObject({
        change: "unknown",
        why: expect.stringContaining("does not have it (status 404)"),
      });
      expect(JSON.parse(fs.readFileSync(lock, "utf8"))).toMatchObject({ [of("etcd")!.image]: of("etcd")!.digest });

      // The tag now names another image: what was written down is still what is taken.
      const { image, path: file } = official("etcd");
      await pushImage(registry.url, image, imageOf([layerOf([{ path: file.slice(1), content: "another" }])], here));
      fs.rmSync(path.join(folder, "cache"), { recursive: true });
      await ensurePrograms(some, quiet(env));
      const second = await breakwater(["images"], { env });
      expect(second.stdout).toContain(`~ ${of("etcd")!.image}  ${of("etcd")!.digest} → sha256:`);
    },
    minutes,
  );
});

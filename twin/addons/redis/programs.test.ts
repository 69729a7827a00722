import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { redisCandidates, redisLack } from "./programs";

describe("where Redis comes from", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-redis-"));
  const unpacked = path.join(folder, "cache/redis/unpacked");
  const server = path.join(unpacked, "usr/bin/redis-server");
  const libraries = path.join(unpacked, "usr/lib/riscv64-linux-gnu");
  const program = (...name: string[]) => {
    const file = path.join(folder, ...name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, "", { mode: 0o755 });
    return file;
  };
  const env = (more: NodeJS.ProcessEnv = {}) => ({ PATH: "", BREAKWATER_CACHE: path.join(folder, "cache"), ...more });
  const pathOf = (name: string) => ({ PATH: path.join(folder, name) });
  const names = (more: NodeJS.ProcessEnv) => redisCandidates(env(more)).map((candidate) => candidate.program);
  beforeAll(() => {
    for (const name of ["redis-server", "valkey-server"]) program("both", name);
    program("valkey", "valkey-server");
    for (const name of ["apt-get", "dpkg-deb"]) program("debian", name);
    program("half", "apt-get");
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  test("is the PATH, Redis before Valkey, then the package that was unpacked", () => {
    const onPath = ["redis-server", "valkey-server"].map((name) => path.join(folder, "both", name));
    expect(names(pathOf("both"))).toEqual([...onPath, server]);
    expect(names(pathOf("valkey"))).toEqual([path.join(folder, "valkey/valkey-server"), server]);
    expect(names({})).toEqual([server]);
  });

  test("is nothing but the one that is named", () => {
    const named = path.join(folder, "valkey/valkey-server");
    expect(redisCandidates(env({ ...pathOf("both"), BREAKWATER_REDIS: named }))).toEqual([{ program: named }]);
    expect(() => redisCandidates(env({ BREAKWATER_REDIS: "/nowhere/redis" }))).toThrow(
      "BREAKWATER_REDIS is /nowhere/redis, which is no program that can be run: name one, or unset it",
    );
  });

  test("is said to be nowhere only where there is neither a server nor what unpacks one", () => {
    expect(redisLack(env())).toMatch(
      /^there is no `redis-server` on the PATH, and no `apt-get`, no `dpkg-deb` to take one .*BREAKWATER_REDIS=/,
    );
    expect(redisLack(env(pathOf("half")))).toContain("and no `dpkg-deb` to take one");
    expect(redisLack(env(pathOf("debian")))).toBeUndefined();
    expect(redisLack(env(pathOf("valkey")))).toBeUndefined();
  });

  test("is unpacked with the libraries that came with it, before the user's own", () => {
    program("cache/redis/unpacked/usr/bin/redis-server");
    program("cache/redis/unpacked/usr/lib/riscv64-linux-gnu/liblzf.so.1");
    program("cache/redis/unpacked/usr/lib/systemd/system/redis-server.service");
    expect(redisCandidates(env({ LD_LIBRARY_PATH: "/opt/lib" }))).toEqual([
      { program: server, env: { LD_LIBRARY_PATH: `${libraries}:/opt/lib` } },
    ]);
    expect(redisLack(env())).toBeUndefined();
  });
});

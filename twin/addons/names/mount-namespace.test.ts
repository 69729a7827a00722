import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { addonsFolder } from "../daemons/addons-folder";
import { inMountNamespace, mountNamespaceLack } from "./mount-namespace";

describe("a mount namespace", () => {
  const { PATH } = process.env;
  const folder = addonsFolder(fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-mount-"))));
  const lack = mountNamespaceLack();
  beforeAll(() => fs.mkdirSync(folder.bin));
  afterEach(() => (process.env["PATH"] = PATH));
  afterAll(() => fs.rmSync(folder.root, { recursive: true }));

  const why = lack === undefined ? "" : ` (skipped: ${lack})`;
  (lack === undefined ? test : test.skip)(`shows a process its own hosts file and changes nobody else's${why}`, () => {
    const before = fs.readFileSync("/etc/hosts", "utf8");
    const [command = "", ...args] = inMountNamespace(folder, "cat", "127.77.1.1 redis.jobs.svc\n", [
      "cat",
      "/etc/hosts",
    ]);
    expect(execFileSync(command, args, { encoding: "utf8" })).toBe("127.77.1.1 redis.jobs.svc\n");
    expect(fs.readFileSync("/etc/hosts", "utf8")).toBe(before);
  });

  (process.platform === "linux" ? test : test.skip)(
    "is lacking without `unshare`, and the reason says what brings it",
    () => {
      process.env["PATH"] = folder.root;
      expect(mountNamespaceLack()).toContain("apt-get install util-linux");
    },
  );

  (process.platform === "linux" ? test : test.skip)(
    "is lacking where the system forbids it, and the reason says what allows it",
    () => {
      fs.writeFileSync(path.join(folder.root, "unshare"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
      process.env["PATH"] = folder.root;
      expect(mountNamespaceLack()).toMatch(/forbids `unshare -rm`.*sysctl/);
    },
  );
});

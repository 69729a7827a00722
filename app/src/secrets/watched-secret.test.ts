import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MountedSecret } from "../../test/support/mounted-secret";
import { until } from "../../test/support/until";
import { createLogger } from "../logging";
import { WatchedSecret } from ".";

describe("watched secret", () => {
  let folder: string;
  let secret: WatchedSecret | undefined;
  const lines: string[] = [];
  const logger = createLogger({
    level: "debug",
    service: "test",
    destination: { write: (line: string) => void lines.push(line) },
  });
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "breakwater-secret-"))));
  afterEach(() => {
    secret?.close();
    rmSync(folder, { recursive: true });
    lines.length = 0;
  });

  const mount = (value: string) => new MountedSecret(folder, "key", value);
  const open = (fallback?: string) =>
    WatchedSecret.open({ name: "key", file: join(folder, "key"), fallback, logger, pollMs: 20 });

  test("follows a rotation of the mounted Secret, and no value is logged", async () => {
    const mounted = mount("first-value\n");
    secret = await open("from-the-variable");
    expect(secret.value).toBe("first-value");
    mounted.rotate("second-value\n");
    await until(() => secret!.value === "second-value");
    expect(lines.join("")).toContain("secret rotated");
    expect(lines.join("")).not.toMatch(/first-value|second-value|from-the-variable/);
  });

  test("takes the variable while there is no file, and the file when it comes", async () => {
    secret = await open("from-the-variable");
    expect(secret.value).toBe("from-the-variable");
    mount("from-the-file");
    await until(() => secret!.value === "from-the-file");
  });

  test("keeps what it has when the file vanishes or is empty", async () => {
    mount("value");
    secret = await open();
    // Each reading is over when it is looked at what came of it.
    unlinkSync(join(folder, "key"));
    await expect(secret.reread()).resolves.toBe(false);
    expect(secret.value).toBe("value");
    writeFileSync(join(folder, "key"), "");
    await expect(secret.reread()).resolves.toBe(false);
    expect(secret.value).toBe("value");
    writeFileSync(join(folder, "key"), "value of its own");
    await until(() => secret!.value === "value of its own");
  });

  test("rereads at once when asked, and tells whether it changed", async () => {
    const mounted = mount("old");
    secret = await WatchedSecret.open({ name: "key", file: join(folder, "key"), logger, pollMs: 60_000 });
    await expect(secret.reread()).resolves.toBe(false);
    mounted.rotate("new");
    await expect(Promise.all([secret.reread(), secret.reread()])).resolves.toEqual([true, true]);
    expect(secret.value).toBe("new");
  });

  test("a reading that is asked for while another is under way sees what was mounted before it was asked for", async () => {
    const mounted = mount("old");
    secret = await WatchedSecret.open({ name: "key", file: join(folder, "key"), logger, pollMs: 60_000 });
    for (let version = 1; version <= 50; version++) {
      const before = secret.reread();
      // Somewhere within the reading: it may have seen the old file already.
      for (let turn = 0; turn < version % 5; turn++) await new Promise(setImmediate);
      mounted.rotate(`new-${version}`);
      await secret.reread();
      expect(secret.value).toBe(`new-${version}`);
      await before;
    }
  });
});

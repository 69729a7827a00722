import { spawnSync } from "node:child_process";
import * as path from "node:path";

const root = path.join(__dirname, "..");

test(
  "the JSON Schemas beside the code say what the code checks",
  () => {
    // In a process of its own: prettier, which lays the files out, is no CommonJS that jest can load.
    const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", "scripts/json-schemas.ts", "--check"], {
      cwd: root,
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  },
  5 * 60_000,
);

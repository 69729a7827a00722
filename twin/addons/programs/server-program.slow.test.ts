import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { firstThatRuns } from "./server-program";

describe("firstThatRuns", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-runs-"));
  const program = (name: string, script: string) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, script, { mode: 0o755 });
    return { program: file };
  };
  const { signal } = new AbortController();
  const needsLibrary = program("needs-library", '#!/bin/sh\ntest "$1 $WHEEL" = "--version here"\n');
  const good = program("good", "#!/bin/sh\n");
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  test("passes over what is not there, of another system or without its libraries", async () => {
    const foreign = program("foreign", "\u007fELF of another system");
    const missing = { program: path.join(folder, "nowhere") };
    expect(await firstThatRuns([missing, foreign, needsLibrary, good], signal)).toBe(good);
    expect(await firstThatRuns([missing, foreign], signal)).toBeUndefined();
  });

  test("runs each with its own variables", async () => {
    const complete = { ...needsLibrary, env: { WHEEL: "here" } };
    expect(await firstThatRuns([complete, good], signal)).toBe(complete);
  });
});

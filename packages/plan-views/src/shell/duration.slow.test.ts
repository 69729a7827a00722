import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as fc from "fast-check";
import { leastSeconds } from "./duration";

/** Scripts as hooks are written, without anything in the background: what they sleep is what they take. */
const scripts = fc.letrec<{ list: string; step: string; simple: string }>((tie) => ({
  simple: fc.oneof(
    fc
      .tuple(
        fc.constantFrom("sleep", "/bin/sleep", "env A=1 sleep"),
        fc.integer({ min: 1, max: 99 }),
        fc.constantFrom("", "s", "m"),
      )
      .map(([sleep, count, unit]) => `${sleep.replace("/bin/", "")} ${count}${unit}`),
    fc.constantFrom(
      "sleep 1 2",
      "sleep '3'",
      'sleep "4"',
      "step-down",
      "true",
      "false",
      "echo sleep 90",
      "echo 'a; sleep 9'",
      "exit 0",
      "sleep $DRAIN",
    ),
  ),
  step: fc.oneof(
    { weight: 5, arbitrary: tie("simple") },
    { weight: 1, arbitrary: tie("list").map((list) => `( ${list} )`) },
    { weight: 1, arbitrary: tie("list").map((list) => `{ ${list}; }`) },
    { weight: 1, arbitrary: fc.tuple(tie("simple"), tie("list")).map(([a, b]) => `if ${a}; then ${b}; fi`) },
    { weight: 1, arbitrary: tie("list").map((list) => `for x in a b; do ${list}; done`) },
    { weight: 1, arbitrary: tie("simple").map((simple) => `[ -d / ] && ${simple}`) },
    { weight: 1, arbitrary: tie("simple").map((simple) => `[ -f / ] || ${simple}`) },
    { weight: 1, arbitrary: tie("simple").map((simple) => `sh -c '${simple.replaceAll("'", '"')}'`) },
  ),
  list: fc
    .array(fc.tuple(tie("step"), fc.constantFrom("; ", "\n", " && ", " || ", " # then\n")), {
      minLength: 1,
      maxLength: 4,
    })
    .map((steps) => steps.map(([step, joint], at) => (at === steps.length - 1 ? step : step + joint)).join("")),
}));

const units: Record<string, number> = { "": 1, s: 1, m: 60 };
const secondsOf = (argument: string) => Number.parseInt(argument) * units[argument.replace(/^\d+/, "")]!;

test("a script sleeps at least as long in a real shell, where its commands succeed", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "shell-"));
  const log = path.join(folder, "log");
  const program = (name: string, text: string) =>
    fs.writeFileSync(path.join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  program("sleep", `echo "$@" >> ${log}`);
  program("step-down", "exit 0");
  try {
    // `false` fails, which no reader of a script foresees of its commands.
    const succeeding = scripts.list.filter((script) => !script.includes("false"));
    fc.assert(
      fc.property(succeeding, (script) => {
        fs.writeFileSync(log, "");
        const { status } = spawnSync("sh", ["-c", script], {
          env: { PATH: `${folder}:${process.env.PATH}`, DRAIN: "7" },
          stdio: "ignore",
        });
        expect(status).toBe(0);
        const slept = fs
          .readFileSync(log, "utf8")
          .split(/\s+/)
          .filter(Boolean)
          .reduce((sum, time) => sum + secondsOf(time), 0);
        const least = leastSeconds(["sh", "-c", script], new Map([["DRAIN", "7"]]));
        expect(least).toBeLessThanOrEqual(slept);
        if (!/if |for |\[ /.test(script)) expect(least).toBe(slept);
      }),
      { numRuns: 150 },
    );
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

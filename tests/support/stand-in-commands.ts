import { execFile } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./breakwater";
import type { CommandResult } from "./breakwater";

/** What a stand-in answers to a command line that a pattern matches. */
export interface StandInAnswer {
  /** Regular expression over the whole command line, `az group list --query …`. */
  match: string;
  stdout?: string;
  stderr?: string;
  exitCode?: number;
}

/** What a stand-in does: notes its call, answers by the first pattern that matches, and fails where there is none. */
const standIn = `#!${process.execPath}
const { appendFileSync, readFileSync } = require("node:fs");
const { basename, dirname, join } = require("node:path");
const folder = dirname(dirname(process.argv[1]));
const line = [basename(process.argv[1]), ...process.argv.slice(2)].join(" ");
appendFileSync(join(folder, "calls"), line + "\\n");
const answers = JSON.parse(readFileSync(join(folder, "answers.json"), "utf8"));
const answer = answers.find(({ match }) => new RegExp(match).test(line));
if (!answer) {
  console.error("the stand-in knows no answer to: " + line);
  process.exit(99);
}
process.stdout.write(answer.stdout ?? "");
process.stderr.write(answer.stderr ?? "");
process.exit(answer.exitCode ?? 0);
`;

/**
 * A small project with this repository's scripts, on a PATH where the tools of a deployment are stand-ins: they try the logic of a
 * script, not Azure.
 */
export class ScriptedProject {
  readonly folder = mkdtempSync(join(tmpdir(), "breakwater-scripts-"));

  constructor(private readonly answers: readonly StandInAnswer[]) {
    cpSync(join(root, "scripts"), join(this.folder, "scripts"), { recursive: true });
    this.write("Pulumi.yaml", "name: breakwater\nruntime: nodejs\n");
    this.write("Pulumi.dev.yaml", "config:\n  breakwater:environment: dev\n  breakwater:location: koreacentral\n");
    mkdirSync(join(this.folder, "bin"));
    for (const tool of ["az", "pulumi", "kubectl", "kubelogin", "hf", "azcopy", "docker", "git"]) {
      this.write(`bin/${tool}`, standIn);
      chmodSync(join(this.folder, "bin", tool), 0o755);
    }
    symlinkSync(process.execPath, join(this.folder, "bin", "node"));
    this.write("runtime/with-node.sh", '#!/bin/sh\nexec "$@"\n');
    chmodSync(join(this.folder, "runtime/with-node.sh"), 0o755);
    this.declare({});
  }

  /** What `breakwater plan` says of the stack's outputs. */
  declare(outputs: Record<string, unknown>): void {
    this.write("bin/breakwater.cjs", `console.log(${JSON.stringify(JSON.stringify({ outputs }))});\n`);
  }

  /** Writes a file of the project. */
  write(file: string, text: string): void {
    const path = join(this.folder, file);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
  }

  /** Takes a tool away. */
  remove(tool: string): void {
    rmSync(join(this.folder, "bin", tool));
  }

  /**
   * Runs a script.
   *
   * @param more answers that come before those of the project
   */
  run(script: string, args: readonly string[], more: readonly StandInAnswer[] = []): Promise<CommandResult> {
    this.write("answers.json", JSON.stringify([...more, ...this.answers]));
    this.write("calls", "");
    return new Promise((resolve) => {
      execFile(
        join(this.folder, "scripts", script),
        args,
        {
          cwd: this.folder,
          env: {
            PATH: `${join(this.folder, "bin")}:/usr/bin:/bin`,
            BOOTSTRAP_WAIT_SECONDS: "1",
            BOOTSTRAP_POLL_SECONDS: "0.1",
          },
        },
        (error, stdout, stderr) => resolve({ exitCode: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
      );
    });
  }

  /** The command lines of the last run, in order. */
  calls(): string[] {
    const file = join(this.folder, "calls");
    return existsSync(file)
      ? readFileSync(file, "utf8")
          .split("\n")
          .filter((line) => line !== "")
      : [];
  }

  /** Those of them that change something. */
  changes(): string[] {
    const changing =
      /^(az \S+.* (create|update|delete|purge|recover|build)|az (acr (build|login(?!.* --expose-token)|import)|rest --method put)|pulumi (login|up|destroy|stack (init|rm|change)|config set)|kubectl .* (apply|patch|delete|scale)|hf download|azcopy|docker)\b/;
    return this.calls().filter((line) => changing.test(line));
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

import { execFile, fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type CommandResult, root } from "../breakwater";
import { worldBegins } from "./world";

/** Who types a command, and where. */
export interface Typist {
  /** Name of a machine. Default: `desk`, the operator's own. */
  machine?: string;
  /** Whether somebody sits there who answers `yes`. Default: true; a pipeline has nobody. */
  person?: boolean;
  /** What is typed when a command asks for a secret. */
  secret?: string;
}

/** Keeps what a line sets in lower case, as the shell of an operator does. */
const inSession = `exec 2>&1
[[ ! -f $HOME/session ]] || source "$HOME/session"
eval "$1"
code=$?
for name in $(compgen -v | grep '^[a-z]' | grep -v '^code$'); do declare -p "$name"; done > "$HOME/session"
exit $code`;

const tools = ["az", "pulumi", "kubectl", "kubelogin", "azcopy", "hf", "docker", "git", "npm"];

/** What a project needs for its program to run and its scripts to be called. */
const copied = ["scripts", "stacks", "infra", "components", "Makefile", "Pulumi.yaml", "package.json", "tsconfig.json"];

/**
 * A simulated cloud, and a small copy of this project on a machine whose az, Pulumi and kubectl work against it. The program is this repository's own.
 */
export class SimulatedCloud {
  readonly folder = mkdtempSync(join(tmpdir(), "breakwater-cloud-"));
  private readonly project = join(this.folder, "project");
  private readonly socket = join(this.folder, "cloud.sock");
  private readonly server: ChildProcess;
  private readonly started: Promise<unknown>;

  constructor() {
    for (const name of copied)
      cpSync(join(root, name), join(this.project, name), {
        recursive: true,
        filter: (path) => !path.endsWith(".test.ts"),
      });
    for (const name of ["app/package.json", "app/Dockerfile"]) {
      mkdirSync(dirname(join(this.project, name)), { recursive: true });
      copyFileSync(join(root, name), join(this.project, name));
    }
    for (const name of ["node_modules", "bin", "runtime"]) symlinkSync(join(root, name), join(this.project, name));
    for (const stack of ["dev", "prod"])
      copyFileSync(join(root, `Pulumi.${stack}.yaml`), join(this.project, `Pulumi.${stack}.yaml`));
    mkdirSync(join(this.folder, "tools"));
    for (const tool of tools) {
      const path = join(this.folder, "tools", tool);
      copyFileSync(join(__dirname, "client.cjs"), path);
      chmodSync(path, 0o755);
    }
    this.server = fork(join(__dirname, "server.ts"), [this.socket], {
      execArgv: ["--import", "tsx"],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      cwd: root,
      // The program's clock is the cloud's.
      env: { ...process.env, BREAKWATER_NOW: worldBegins },
    });
    this.started = once(this.server, "message");
  }

  /** Runs a line of a shell in the project's folder; what it sets in lower case is there for the next. Errors stand in stdout too, where they came. */
  async run(line: string, { machine = "desk", person = true, secret = "" }: Typist = {}): Promise<CommandResult> {
    await this.started;
    return new Promise((resolve) => {
      const child = execFile(
        "bash",
        ["-c", inSession, "bash", line],
        {
          cwd: this.project,
          maxBuffer: 64 * 2 ** 20,
          env: {
            PATH: `${join(this.folder, "tools")}:${dirname(process.execPath)}:/usr/bin:/bin`,
            HOME: this.folder,
            STAND_IN_SOCKET: this.socket,
            STAND_IN_MACHINE: machine,
            STAND_IN_PERSON: person ? "yes" : "no",
            BOOTSTRAP_WAIT_SECONDS: "5",
            BOOTSTRAP_POLL_SECONDS: "0.1",
          },
        },
        (error, stdout, stderr) => resolve({ exitCode: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
      );
      child.stdin!.end(`${secret}\n`);
    });
  }

  /** Keeps cloud and project under a name, or brings them back. */
  async keep(name: string): Promise<void> {
    await this.control("keep", name);
    for (const file of this.changing)
      copyFileSync(join(this.project, file), join(this.folder, `${name}-${file.replace("/", "-")}`));
  }

  async restore(name: string): Promise<void> {
    await this.control("restore", name);
    for (const file of this.changing)
      copyFileSync(join(this.folder, `${name}-${file.replace("/", "-")}`), join(this.project, file));
  }

  /** Changes facts of the cloud, by their names in `World`. */
  set(facts: Record<string, unknown>): Promise<void> {
    return this.control("set", JSON.stringify(facts));
  }

  /** The Cluster Autoscaler moves a pool. */
  scale(pool: string, nodes: number): Promise<void> {
    return this.control("scale", `${pool}=${nodes}`);
  }

  /**
   * Edits a file of settings as a page shows it: `key: value,` in the place of the one line with that key.
   *
   * @throws Error where the file has no such line, or several
   */
  edit(file: string, text: string): void {
    const path = join(this.project, file);
    let settings = readFileSync(path, "utf8");
    for (const line of text.split("\n").filter((each) => each.trim() !== "")) {
      const [, key] = /^\s*(\w+): .*,$/.exec(line) ?? [];
      if (key === undefined) throw new Error(`${file}: a page edits whole lines, "key: value,"; this is ${line}`);
      const form = new RegExp(`^( +)${key}: .*,$`, "gm");
      const found = settings.match(form) ?? [];
      if (found.length !== 1) throw new Error(`${file} has ${found.length} lines with ${key}`);
      settings = settings.replace(form, `$1${line.trim()}`);
    }
    writeFileSync(path, settings);
  }

  /** Whether the project has a file or a folder. */
  has(path: string): boolean {
    return existsSync(join(this.project, path));
  }

  async dispose(): Promise<void> {
    this.server.disconnect();
    await once(this.server, "exit");
    rmSync(this.folder, { recursive: true, force: true });
  }

  private readonly changing = ["Pulumi.dev.yaml", "Pulumi.prod.yaml", "stacks/prod.ts", "stacks/dev.ts"];

  private async control(...args: string[]): Promise<void> {
    await this.started;
    const socket = connect(this.socket);
    socket.setEncoding("utf8");
    let text = "";
    socket.on("data", (part: string) => (text += part));
    socket.end(JSON.stringify({ tool: "control", args, cwd: "", env: {}, input: "" }));
    await once(socket, "end");
    const { exitCode, stderr } = JSON.parse(text) as CommandResult;
    if (exitCode !== 0) throw new Error(stderr);
  }
}

import { spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** The development run beside the twin: what `make up` starts and `make down` stops. */
interface Running {
  /** Leader of the run's process group. */
  pid: number;
  /** Where it answers in the browser. */
  url: string;
}

const appDirectory = resolve(__dirname, "..");
// The dot keeps it apart from the stacks' folders: no stack's name begins with one.
const folder = join(process.env.BREAKWATER_STATE ?? resolve(appDirectory, "..", ".breakwater"), ".app");
const recordFile = join(folder, "running.json");
const logFile = join(folder, "log");

/** Longest wait for the app's readiness, and for its end, milliseconds. */
const patience = { start: 20_000, stop: 10_000 };

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Starts the app with its stand-in gateway, or says where the running one answers. */
async function start(): Promise<void> {
  const before = runningApp();
  if (before !== undefined) return announce(before, "still runs");
  removeFolder();
  mkdirSync(folder, { recursive: true });

  const [http, health, grpc, metrics] = await Promise.all([8080, 8000, 9090, 9464].map(freePort));
  const log = openSync(logFile, "w");
  // By `--require`, which threads inherit: the health thread is TypeScript too.
  const child = spawn(process.execPath, ["--require", "tsx/cjs", "dev/run.ts"], {
    cwd: appDirectory,
    env: {
      ...process.env,
      HTTP_PORT: String(http),
      HEALTH_PORT: String(health),
      GRPC_PORT: String(grpc),
      METRICS_PORT: String(metrics),
    },
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  child.unref();
  const running: Running = { pid: child.pid!, url: `http://localhost:${http}/` };
  writeFileSync(recordFile, JSON.stringify(running));

  const deadline = Date.now() + patience.start;
  while (!(await answers(`http://127.0.0.1:${http}/ready`))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      const said = readFileSync(logFile, "utf8").trim().split("\n").slice(-10).join("\n");
      await stop();
      throw new Error(`The app did not become ready. It said last:\n${said}`);
    }
    await pause(50);
  }
  announce(running, "answers");
}

function announce({ url }: Running, how: string): void {
  say(`\nThe app ${how} in the browser: ${url}`);
  say("real: the app. simulated: the model, by a stand-in gateway on this machine.");
}

/** Stops it and removes its folder; the log goes with it. */
async function stop(): Promise<void> {
  const running = runningApp();
  if (running !== undefined) {
    process.kill(-running.pid, "SIGTERM");
    const deadline = Date.now() + patience.stop;
    while (runningApp() !== undefined && Date.now() < deadline) await pause(50);
    if (runningApp() !== undefined) process.kill(-running.pid, "SIGKILL");
    say("Stopped the app and its stand-in gateway.");
  }
  removeFolder();
}

/** What is recorded, if that process still is the one that was started: its number may have gone to another. */
function runningApp(): Running | undefined {
  if (!existsSync(recordFile)) return undefined;
  try {
    const running = JSON.parse(readFileSync(recordFile, "utf8")) as Running;
    const command = readFileSync(`/proc/${running.pid}/cmdline`, "utf8");
    return command.includes("dev/run.ts") ? running : undefined;
  } catch {
    return undefined;
  }
}

function removeFolder(): void {
  rmSync(folder, { recursive: true, force: true });
  const above = dirname(folder);
  if (existsSync(above) && readdirSync(above).length === 0) rmdirSync(above);
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/** `preferred` when nobody listens there, else one that the system gives. */
function freePort(preferred: number): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (preferred !== 0 && error.code === "EADDRINUSE") freePort(0).then(found, failed);
      else failed(error);
    });
    server.listen(preferred, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => found(port));
    });
  });
}

const verbs: Record<string, () => Promise<void>> = { start, stop };
const verb = verbs[process.argv[2] ?? ""];
if (verb === undefined) {
  process.stderr.write("usage: background.ts start|stop\n");
  process.exit(2);
}
verb().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
});

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { toClose } from "./opened";

/** Opens connections that say nothing, and writes every 200 ms how many were taken and how many are still open. */
const script = `
  const { connect } = require("node:net");
  const [port, count] = process.argv.slice(1).map(Number);
  const sockets = [];
  let opened = 0;
  const batch = () => Promise.all(Array.from({ length: 500 }, () => new Promise((done) => {
    const socket = connect(port, "127.0.0.1", () => done((opened += 1))).resume();
    socket.on("error", done);
    sockets.push(socket);
  })));
  (async () => {
    while (sockets.length < count) await batch();
    const report = () => console.log(opened, sockets.filter(({ readyState }) => readyState === "open").length);
    report();
    setInterval(report, 200);
  })();
`;

/**
 * Idle connections, held by a process of their own: with both ends in one, they would need twice as many open files, more
 * than many systems allow a process.
 */
export class IdleConnections {
  /** Connections that were taken. */
  opened = 0;
  /** Connections that are open, as of the last 200 ms. */
  open = 0;

  private constructor(private readonly holder: ChildProcess) {}

  /** Resolves when all were opened; some may have been closed by then. */
  static async start(port: number, count: number): Promise<IdleConnections> {
    const holder = spawn(process.execPath, ["-e", script, String(port), String(count)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const connections = new IdleConnections(holder);
    toClose(() => connections.end());
    const reports = createInterface({ input: holder.stdout });
    const begun = new Promise<void>((resolve, reject) => {
      reports.once("line", () => resolve());
      holder.once("exit", (code) => reject(new Error(`the holder of idle connections ended with ${code}`)));
    });
    reports.on(
      "line",
      (line) => ([connections.opened, connections.open] = line.split(" ").map(Number) as [number, number]),
    );
    await begun;
    return connections;
  }

  /** Ends the process and with it what is still open. */
  end(): void {
    this.holder.kill("SIGKILL");
  }
}

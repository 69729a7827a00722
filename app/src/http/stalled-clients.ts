import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Least pace at which a client must take what waits for it, bytes a second: far below a model's own, and above a client that reads to hold a place. */
const leastPace = 1_024;

/** What is known of a connection while bytes wait for it. */
interface Waiting {
  /** Bytes that the client's side has taken in all, when last looked at. */
  taken: number;
  /** Time that it may go on like this, milliseconds. */
  creditMs: number;
}

/**
 * Cuts clients that take nothing: an answer that nobody reads holds its place at a backend, or its bytes in memory. What is measured is what the system's
 * buffer for the connection has taken, and it takes only what the other side takes. A client has so many seconds while bytes wait for it, and a second more
 * for each kilobyte that it takes meanwhile. All connections are looked at from time to time, so that no answer pays for a clock.
 */
export class StalledClients {
  private readonly open = new Set<Socket>();
  private readonly waiting = new Map<Socket, Waiting>();
  private readonly cut = new WeakSet<Socket>();

  /**
   * @param stallMs time that a client may take nothing, milliseconds
   * @param onCut a client was cut
   */
  constructor(
    private readonly stallMs: number,
    private readonly onCut: () => void,
  ) {}

  /** Watches the server's connections until it closes. */
  watch(server: Server): void {
    server.on("connection", (socket) => {
      this.open.add(socket);
      socket.once("close", () => {
        this.open.delete(socket);
        this.waiting.delete(socket);
      });
    });
    const everyMs = Math.min(5_000, Math.max(10, this.stallMs / 4));
    const clock = setInterval(() => this.look(everyMs), everyMs).unref();
    server.once("close", () => clearInterval(clock));
  }

  /** Whether the connection was cut for this. */
  wasCut(socket: Socket): boolean {
    return this.cut.has(socket);
  }

  /** Looks at every connection, `elapsedMs` after the last time. */
  private look(elapsedMs: number): void {
    for (const socket of this.open) {
      if (socket.writableLength === 0) {
        this.waiting.delete(socket);
        continue;
      }
      const taken = socket.bytesWritten - socket.writableLength;
      const before = this.waiting.get(socket);
      if (before === undefined) {
        this.waiting.set(socket, { taken, creditMs: this.stallMs });
        continue;
      }
      const earnedMs = ((taken - before.taken) / leastPace) * 1_000;
      before.creditMs = Math.min(this.stallMs, before.creditMs - elapsedMs + earnedMs);
      before.taken = taken;
      if (before.creditMs > 0) continue;
      this.cut.add(socket);
      this.onCut();
      socket.destroy();
    }
  }
}

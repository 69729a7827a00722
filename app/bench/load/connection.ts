import { connect, type Socket } from "node:net";
import { ResponseParser } from "./response-parser";

/** Who waits for a response. Exactly one of `end` and `broken` is called, once. */
export interface Caller {
  head(status: number): void;
  body(part: Buffer): void;
  end(): void;
  /** The connection broke, or what came was not HTTP, before the response was whole. */
  broken(reason: string): void;
}

/** One connection to loopback that carries one request at a time. */
export class Connection {
  private readonly socket: Socket;
  private caller: Caller | undefined;
  private reusable = true;

  /** `idle` is called whenever the connection can take the next request. */
  constructor(
    port: number,
    private readonly idle: (connection: Connection) => void,
  ) {
    const parser = new ResponseParser({
      head: (status) => this.caller?.head(status),
      body: (part) => this.caller?.body(part),
      end: (reusable) => this.finished(reusable),
    });
    this.socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.socket.on("data", (data) => {
      try {
        parser.feed(data);
      } catch (error) {
        this.lost(error instanceof Error ? error.message : String(error));
      }
    });
    this.socket.on("error", (error: NodeJS.ErrnoException) => this.lost(error.code ?? error.message));
    this.socket.on("end", () => parser.close() || this.lost("connection closed"));
  }

  /** Whether another request can be sent on it, now or once it is idle. */
  get usable(): boolean {
    return this.reusable && !this.socket.destroyed;
  }

  send(request: Buffer, caller: Caller): void {
    this.caller = caller;
    this.socket.write(request);
  }

  /** As a caller does who gives up. By a reset, since a minute of TIME_WAIT each would use up the ports of loopback. */
  abort(): void {
    this.caller = undefined;
    this.reusable = false;
    this.socket.resetAndDestroy();
  }

  private finished(reusable: boolean): void {
    const { caller } = this;
    this.caller = undefined;
    this.reusable &&= reusable;
    if (!this.reusable) this.socket.destroy();
    caller?.end();
    if (this.reusable && this.caller === undefined) this.idle(this);
  }

  private lost(reason: string): void {
    const { caller } = this;
    this.caller = undefined;
    this.reusable = false;
    this.socket.destroy();
    caller?.broken(reason);
  }
}

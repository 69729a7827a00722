import * as net from "node:net";

/** Milliseconds for which an answer may take. */
const PATIENCE = 5_000;

/**
 * The few commands of Redis that load needs, over its own protocol (redis.io/docs/reference/protocol-spec): a client library
 * would be the twin's largest dependency for three commands, all of which answer with a number or a list.
 */
export class RedisClient {
  readonly #socket: net.Socket;
  readonly #waiting: { resolve: (value: number) => void; reject: (error: Error) => void }[] = [];
  #received = "";

  private constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("Redis closed the connection")));
    socket.setTimeout(PATIENCE, () => {
      // A connection on which nothing is asked may be silent.
      if (this.#waiting.length > 0) socket.destroy(new Error(`Redis does not answer within ${PATIENCE / 1000} s`));
    });
  }

  static connect(host: string, port: number): Promise<RedisClient> {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ host, port });
      socket.once("error", reject);
      socket.once("connect", () => resolve(new RedisClient(socket)));
    });
  }

  /** A command whose answer is a number. */
  command(...words: string[]): Promise<number> {
    if (this.#socket.destroyed) return Promise.reject(new Error("Redis closed the connection"));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
      this.#socket.write(`*${words.length}\r\n${parts.join("")}`);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#received += chunk.toString("latin1");
    for (let end = this.#received.indexOf("\r\n"); end >= 0; end = this.#received.indexOf("\r\n")) {
      const line = this.#received.slice(0, end);
      this.#received = this.#received.slice(end + 2);
      const waiting = this.#waiting.shift();
      if (line.startsWith(":")) waiting?.resolve(Number(line.slice(1)));
      else waiting?.reject(new Error(`Redis says: ${line.replace(/^-/, "")}`));
    }
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

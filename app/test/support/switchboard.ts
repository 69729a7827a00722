import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { toClose } from "./opened";

/** A port that leads to another one, as a Service's name leads to a pod: connections that are open stay where they are when it is turned. */
export class Switchboard {
  private readonly open = new Set<Socket>();
  private losing = false;

  private constructor(
    readonly port: number,
    private target: number,
  ) {}

  static async start(target: number): Promise<Switchboard> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const board = new Switchboard((server.address() as AddressInfo).port, target);
    server.on("connection", (client) => board.join(client));
    toClose(async () => {
      server.close();
      for (const socket of board.open) socket.destroy();
    });
    return board;
  }

  /** New connections lead to another port from now on. */
  turnTo(target: number): void {
    this.target = target;
  }

  /** The next reply is lost, and its connection with it; what was asked has been done. */
  loseReply(): void {
    this.losing = true;
  }

  private join(client: Socket): void {
    const server = connect(this.target, "127.0.0.1");
    const end = (): void => {
      client.destroy();
      server.destroy();
      this.open.delete(client);
      this.open.delete(server);
    };
    for (const socket of [client, server]) {
      this.open.add(socket);
      socket.on("error", end).on("close", end);
    }
    client.on("data", (data) => server.write(data));
    server.on("data", (data) => {
      if (!this.losing) return void client.write(data);
      this.losing = false;
      end();
    });
  }
}

import type { Server } from "node:http";

/**
 * Ends what waits behind another response on its connection, when the connection closes. Node tells the close to the one response alone whose turn it is
 * (https://github.com/nodejs/node/blob/v24.11.0/lib/_http_server.js, onServerResponseClose): those of pipelined requests would hold their
 * places at a backend, and their memory, for a client that has gone.
 */
export function endPipelined(server: Server): void {
  server.on("request", ({ socket }, response) => {
    // A response has its connection from the beginning, unless another one has it.
    if (response.socket !== null) return;
    const gone = (): void => {
      if (response.destroyed) return;
      response.destroy();
      response.emit("close");
    };
    socket.once("close", gone);
    response.once("close", () => socket.off("close", gone));
  });
}

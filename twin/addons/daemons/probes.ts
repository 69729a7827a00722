import * as http from "node:http";
import * as net from "node:net";

/** How long an answer may take before a probe counts as failed, milliseconds. */
const patience = 1_000;

/** Whether something takes connections at an address. `false` as soon as the signal is aborted. */
export function takesConnections(host: string, port: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port, timeout: patience, signal });
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once("connect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
}

/** Whether an HTTP address answers with success. `false` as soon as the signal is aborted. */
export function answersOk(url: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get(url, { timeout: patience, signal }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(false));
  });
}

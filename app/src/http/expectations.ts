import type { Server } from "node:http";

/**
 * A client that waits for `100 Continue` before it sends its body gets it when the body is read, and not before: one that is refused by its head alone
 * keeps it. Any other expectation is not met and does no harm (RFC 9110, 10.1.1).
 */
export function meetExpectations(server: Server): void {
  server.on("checkContinue", (request, response) => {
    request.once("resume", () => {
      if (!response.headersSent) response.writeContinue();
    });
    server.emit("request", request, response);
  });
  server.on("checkExpectation", (request, response) => void server.emit("request", request, response));
}

import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { openLoop } from "./open-loop";

/** Loads a server for half a second. */
async function loaded(listener: RequestListener, deadlineMs = 2_000) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    return await openLoop({ kind: "open-loop", port, ratePerSecond: 200, deadlineMs, warmUpSeconds: 0, seconds: 0.5 });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("asks at the set rate and counts every answer", async () => {
  const result = await loaded((_, response) => response.end("{}"));
  expect(result).toMatchObject({ asked: 100, answered: 100, refused: 0, givenUp: 0, failures: {} });
});

test("a system that stalls for 300 ms pays for every question that was due meanwhile", async () => {
  const stallUntil = performance.now() + 300;
  const result = await loaded((_, response) => {
    setTimeout(() => response.end("{}"), Math.max(0, stallUntil - performance.now()));
  });
  // 60 of the 100 questions were due during the stall, evenly: the middle one of all waited at least 30 ms.
  expect(result.answered).toBe(100);
  expect(result.answerMs.max).toBeGreaterThan(200);
  expect(result.answerMs.p50).toBeGreaterThan(30);
});

test("a caller gives up at the deadline and closes the connection", async () => {
  let closed = 0;
  const result = await loaded((_, response) => response.on("close", () => closed++), 100);
  expect(result).toMatchObject({ asked: 100, answered: 0, givenUp: 100 });
  expect(closed).toBeGreaterThan(0);
});

test("refusals and failures are told apart", async () => {
  let count = 0;
  const result = await loaded((_, response) => {
    const status = [200, 429, 503, 500][count++ % 4]!;
    response.writeHead(status).end();
  });
  expect(result).toMatchObject({
    answered: 25,
    refused: 50,
    refusedInTime: expect.any(Number),
    failures: { "status 500": 25 },
  });
});

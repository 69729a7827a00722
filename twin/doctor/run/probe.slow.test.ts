import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { httpProbe } from "./probe";

/** Runs with a server of this machine that answers in one way. */
async function withServer<T>(answer: RequestListener, run: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
const never = new AbortController().signal;

test("tells the status and the words of an answer, and follows no redirect", async () => {
  const denied = await withServer((_, response) => response.writeHead(403).end("denied"), httpProbe(10, never));
  expect(denied).toEqual({ kind: "answered", status: 403, body: "denied" });
  const moved = await withServer(
    (_, response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
    httpProbe(10, never),
  );
  expect(moved).toMatchObject({ kind: "answered", status: 302 });
});

test("says why nobody answers", async () => {
  await expect(httpProbe(10, never)("http://127.0.0.1:1/")).resolves.toMatchObject({ kind: "silent" });
  await expect(withServer(() => undefined, httpProbe(0.05, never))).resolves.toEqual({
    kind: "silent",
    why: "it had not answered after 0.05 s",
  });
});

test("ends with the signal", async () => {
  const controller = new AbortController();
  const waiting = withServer(() => controller.abort(new Error("interrupted")), httpProbe(60, controller.signal));
  await expect(waiting).rejects.toThrow("interrupted");
});

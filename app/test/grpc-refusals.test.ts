import { status } from "@grpc/grpc-js";
import { gzipSync } from "node:zlib";
import { startApp, type TestApp } from "./support/app";
import { startGateway } from "./support/gateway";
import { framed, framedRequest, type GrpcEnd, rawCall, startGrpcOf } from "./support/raw-grpc";
import { until } from "./support/until";

const ask = { messages: [{ role: "user", content: "Hello" }] };
const asked = framedRequest(ask);
const limit = 4 * 1024 * 1024;

describe("what gRPC's library refuses by itself", () => {
  let app: TestApp;
  let port: number;
  beforeAll(async () => {
    const gateway = await startGateway({ fixedMs: 2, tokens: 5 });
    app = await startApp({ HOLYSHEEP_BASE_URL: gateway.baseUrl });
    ({ port } = await startGrpcOf(app));
  });
  const call = (bytes: Buffer, headers = {}, method = "Complete"): Promise<GrpcEnd> =>
    rawCall(port, bytes, { headers, method }).ended;

  const gzip = { "grpc-encoding": "gzip" };
  const { INVALID_ARGUMENT, RESOURCE_EXHAUSTED, UNIMPLEMENTED } = status;
  test.each<[string, Buffer, Record<string, string>, number, string]>([
    ["no message", Buffer.alloc(0), {}, INVALID_ARGUMENT, "invalid_request"],
    ["half a prefix", Buffer.alloc(2), {}, INVALID_ARGUMENT, "invalid_request"],
    ["half a message", framed(Buffer.alloc(9), { length: 100 }), {}, INVALID_ARGUMENT, "invalid_request"],
    ["two messages", Buffer.concat([asked, asked]), {}, INVALID_ARGUMENT, "invalid_request"],
    ["no Protocol Buffers", framed(Buffer.alloc(6, 0xff)), {}, INVALID_ARGUMENT, "invalid_request"],
    ["a byte too much", framed(Buffer.alloc(limit + 1)), {}, RESOURCE_EXHAUSTED, "request_too_large"],
    ["4 GB announced", framed(Buffer.alloc(9), { length: 0xffffffff }), {}, RESOURCE_EXHAUSTED, "request_too_large"],
    [
      "gzip of 50 MB",
      framed(gzipSync(Buffer.alloc(50e6)), { compressed: 1 }),
      gzip,
      RESOURCE_EXHAUSTED,
      "request_too_large",
    ],
    ["no gzip", framed(Buffer.from("hello"), { compressed: 1 }), gzip, INVALID_ARGUMENT, "invalid_request"],
    [
      "an encoding that it does not know",
      framed(Buffer.from("hello"), { compressed: 1 }),
      { "grpc-encoding": "snappy" },
      UNIMPLEMENTED,
      "unsupported_content_encoding",
    ],
  ])("%s has a code and its line in the log, and holds nothing", async (_name, bytes, headers, expected, code) => {
    for (const method of ["Complete", "Stream"]) {
      app.lines.length = 0;
      expect(await call(bytes, headers, method)).toEqual({ status: expected, code });
      const line = await until(() => app.lines.find((text) => text.includes('"method":"gRPC"')));
      expect(JSON.parse(line)).toMatchObject({ error: code });
      await until(() => app.memory.taken === 0);
    }
  });

  test("a message of the limit's very size, and one that is compressed, are taken", async () => {
    const around = framedRequest({ messages: [{ role: "user", content: "" }] }).length - 5;
    // The two lengths around the text take four bytes each instead of one.
    const text = "x".repeat(limit - around - 6);
    const full = framedRequest({ messages: [{ role: "user", content: text }] });
    expect(full).toHaveLength(limit + 5);
    expect(await call(full)).toMatchObject({ status: status.OK });
    const compressed = framed(gzipSync(asked.subarray(5)), { compressed: 1 });
    expect(await call(compressed, gzip)).toMatchObject({ status: status.OK });
  });
});

test("a client that sends its message and never says that no more comes has the time of a message, and no longer", async () => {
  const app = await startApp({ HOLYSHEEP_BASE_URL: "http://127.0.0.1:9/v1" });
  const { port } = await startGrpcOf(app, 500);
  const { ended } = rawCall(port, framedRequest(ask), { end: false });
  await until(() => app.memory.taken > 0);
  expect(await ended).toEqual({ status: status.DEADLINE_EXCEEDED, code: "request_timeout" });
  await until(() => app.memory.taken === 0);
});

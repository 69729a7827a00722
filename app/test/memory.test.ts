import { createServer, request as httpRequest } from "node:http";
import { connect as connectHttp2, constants } from "node:http2";
import { join } from "node:path";
import { loadChatService } from "../src/grpc/server";
import { buildApp } from "./support/built-app";
import { freePort } from "./support/free-port";
import { listen, toClose } from "./support/opened";
import { AppProcess } from "./support/process";
import { until } from "./support/until";

const megabyte = 1024 * 1024;
/** Requests of one burst: three hundred callers with four megabytes each are 1.2 GB on the wire. */
const callers = 300;
/** Three quarters of what a pod has (2 GiB): the rest is for what no budget counts. */
const mostResident = 1_536 * megabyte;

const { requestSerialize } = loadChatService().service["Complete"]!;
const { folder } = buildApp("memory");

/** A request of gRPC's wire, with its prefix. */
function framed(message: Buffer): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}
const grpcMessage = (content: string): Buffer => framed(requestSerialize({ messages: [{ role: "user", content }] }));
const furtherJson = (json: string): Buffer => framed(requestSerialize({ further_json: json }));
const chatJson = (content: string, more = ""): string => `{"messages":[{"role":"user","content":"${content}"}]${more}}`;
const size = 4 * megabyte - 1_000;

describe("memory under many large requests at once", () => {
  let app: AppProcess;
  let httpPort: number;
  let grpcPort: number;
  /** Calls at the model's provider, which answers none of them. */
  let held = 0;

  beforeEach(async () => {
    held = 0;
    const upstream = createServer((request) => {
      request.resume();
      request.on("end", () => (held += 1));
      request.on("error", () => undefined);
    });
    [httpPort, grpcPort] = [await freePort(), await freePort()];
    app = AppProcess.start(join(folder, "dist", "main.js"), {
      NODE_ENV: "production",
      HOLYSHEEP_BASE_URL: `http://127.0.0.1:${await listen(upstream)}/v1`,
      HOLYSHEEP_API_KEY: "k",
      SESSION_STORE: "memory",
      HTTP_HOST: "127.0.0.1",
      HTTP_PORT: String(httpPort),
      GRPC_PORT: String(grpcPort),
      HEALTH_PORT: "0",
      METRICS_PORT: "0",
      // All that the budget admits may wait or run: the bound under test is the memory's.
      QUEUE_DEADLINE: "3600",
      HTTP_TIMEOUT: "3600",
      ANSWER_TIMEOUT: "3600",
      LOG_LEVEL: "warn",
    });
    await until(async () => (await fetch(`http://127.0.0.1:${httpPort}/ready`).catch(() => undefined))?.ok);
  });

  /** Calls over gRPC with the same bytes; resolves to their statuses as they end, an open call to "open" when it is held or waits. */
  function callGrpc(bytes: Buffer): { refused: () => number } {
    const ended: string[] = [];
    for (let connection = 0; connection < 3; connection++) {
      const session = connectHttp2(`http://127.0.0.1:${grpcPort}`, { maxSessionMemory: 4_096 });
      session.on("error", () => undefined);
      toClose(() => session.destroy());
      for (let call = 0; call < callers / 3; call++) {
        const stream = session.request({
          [constants.HTTP2_HEADER_METHOD]: "POST",
          [constants.HTTP2_HEADER_PATH]: "/breakwater.chat.v1.Chat/Complete",
          [constants.HTTP2_HEADER_CONTENT_TYPE]: "application/grpc",
          [constants.HTTP2_HEADER_TE]: "trailers",
        });
        stream.on("response", (headers) => ended.push(String(headers["grpc-status"])));
        stream.on("error", () => undefined);
        stream.resume();
        stream.end(bytes);
      }
    }
    return { refused: () => ended.length };
  }

  function callHttp(bytes: Buffer, sent = bytes.length): { refused: () => number } {
    let ended = 0;
    for (let call = 0; call < callers; call++) {
      const request = httpRequest({
        port: httpPort,
        host: "127.0.0.1",
        method: "POST",
        path: "/v1/chat/completions",
        agent: false,
        headers: { "content-type": "application/json", "content-length": bytes.length },
      });
      request.on("response", (response) => {
        ended += 1;
        response.resume();
      });
      request.on("error", () => undefined);
      toClose(() => request.destroy());
      request.write(bytes.subarray(0, sent));
      if (sent === bytes.length) request.end();
    }
    return { refused: () => ended };
  }

  test.each<[string, () => { refused: () => number }]>([
    ["gRPC, text", () => callGrpc(grpcMessage("x".repeat(size)))],
    ["gRPC, text of wide letters", () => callGrpc(grpcMessage(`한${"x".repeat(size)}`))],
    ["gRPC, further JSON", () => callGrpc(furtherJson(chatJson("x".repeat(size))))],
    [
      "gRPC, further JSON of many values",
      () => callGrpc(furtherJson(chatJson("x", `,"z":[${"1234567890123,".repeat(249_000)}0]`))),
    ],
    ["HTTP", () => callHttp(Buffer.from(chatJson("x".repeat(size))))],
    ["HTTP, wide letters", () => callHttp(Buffer.from(chatJson(`한${"x".repeat(size)}`)))],
    ["HTTP, many values", () => callHttp(Buffer.from(chatJson("x", `,"z":[${"1234567890123,".repeat(249_000)}0]`)))],
  ])(
    "300 requests of 4 MB by %s stay within the pod's memory",
    async (_name, call) => {
      const { refused } = call();
      let last = "";
      let same = 0;
      // Everything has been read: nothing changes any more.
      await until(
        () => {
          const now = `${held} ${refused()}`;
          same = now === last ? same + 1 : 0;
          last = now;
          return held + refused() > 0 && same > 30;
        },
        { everyMs: 100, withinMs: 240_000 },
      );
      expect(app.peakMemory).toBeLessThan(mostResident);
      expect((await fetch(`http://127.0.0.1:${httpPort}/v1/models`)).status).toBe(200);
    },
    300_000,
  );
});

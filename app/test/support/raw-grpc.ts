import { connect, constants, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from "node:http2";
import { type GrpcServer, loadChatService, startGrpcServer } from "../../src/grpc/server";
import { createLogger } from "../../src/logging";
import { Tracing } from "../../src/tracing";
import type { TestApp } from "./app";
import { toClose } from "./opened";

const { requestSerialize } = loadChatService().service["Complete"]!;

/** The gRPC server of an app that runs in the test, with the app's engine, memory and log. */
export async function startGrpcOf(app: TestApp, receiveMs?: number): Promise<GrpcServer> {
  const grpc = await startGrpcServer({
    host: "127.0.0.1",
    port: 0,
    maxMessageBytes: 50 * 1024 * 1024,
    engine: app.running.engine,
    logger: createLogger({
      level: "info",
      service: "test",
      destination: { write: (line) => void app.lines.push(line) },
    }),
    metrics: app.metrics,
    tracing: await Tracing.open({ endpoint: undefined, service: "test", ratio: 0 }),
    stallMs: 30_000,
    receiveMs,
    memory: app.memory,
    identity: app.identity,
  });
  toClose(() => grpc.drain.run(AbortSignal.abort()));
  return grpc;
}

/** A `ChatRequest` on the wire, with the prefix of a message. */
export const framedRequest = (request: object): Buffer => framed(requestSerialize(request));

/** A message with its prefix, which may lie about it. */
export function framed(message: Buffer, { compressed = 0, length = message.length } = {}): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = compressed;
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, message]);
}

/** How a call ended: gRPC's status, and the app's code. */
export interface GrpcEnd {
  status: number;
  code: string | undefined;
}

/** A call that sends just these bytes, on a connection of its own. */
export function rawCall(
  port: number,
  bytes: Buffer,
  { method = "Complete", headers = {} as Record<string, string>, end = true } = {},
): { ended: Promise<GrpcEnd>; close(): void } {
  const session = connect(`http://127.0.0.1:${port}`);
  session.on("error", () => undefined);
  toClose(() => session.destroy());
  const stream = session.request({
    [constants.HTTP2_HEADER_METHOD]: "POST",
    [constants.HTTP2_HEADER_PATH]: `/breakwater.chat.v1.Chat/${method}`,
    [constants.HTTP2_HEADER_CONTENT_TYPE]: "application/grpc",
    [constants.HTTP2_HEADER_TE]: "trailers",
    ...headers,
  });
  const told: IncomingHttpHeaders & IncomingHttpStatusHeader = {};
  stream.on("response", (sent) => void Object.assign(told, sent));
  stream.on("trailers", (sent) => void Object.assign(told, sent));
  stream.on("error", () => undefined);
  stream.resume();
  const ended = new Promise<GrpcEnd>((resolve) => {
    stream.on("close", () => {
      session.destroy();
      resolve({ status: Number(told["grpc-status"]), code: told["error-code"] as string | undefined });
    });
  });
  stream.write(bytes);
  if (end) stream.end();
  return { ended, close: () => session.destroy() };
}

import { join } from "node:path";
import {
  type GrpcObject,
  loadPackageDefinition,
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServiceClientConstructor,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import type { MemoryBudget } from "../body";
import type { DrainStep } from "../drain";
import type { Identity } from "../identity";
import { requestIdFrom } from "../logging";
import { tellCall } from "./call-line";
import { chatService, type ChatServiceOptions } from "./chat-service";
import { GrpcHealth } from "./health-service";
import { bounded } from "./message-size";
import type { GrpcChatAnswer, GrpcChatRequest } from "./messages";
import { Receiving } from "./receiving";

/** Where the server listens, and what it may be sent. */
export interface GrpcServerOptions extends Omit<ChatServiceOptions, "headOf"> {
  /** Address to listen on, e.g. `0.0.0.0`. */
  host: string;
  /** Port; 0 takes a free one. */
  port: number;
  /** Largest message, bytes; 4 MiB at most. */
  maxMessageBytes: number;
  /** Time for a whole message, milliseconds. Default: HTTP's for a whole request, 60 s */
  receiveMs?: number;
  /** Says who asks, or refuses. */
  identity: Identity;
  /** What all requests together may hold, those of HTTP included. */
  memory: MemoryBudget;
}

/** The gRPC server: the chat call and the standard health service. */
export interface GrpcServer {
  /** Port that it listens on. */
  readonly port: number;
  /** From now on the health service says NOT_SERVING; calls are served on. */
  markDraining(): void;
  /** Takes no further call and finishes the open ones; what runs at the cut is cut. */
  readonly drain: DrainStep;
}

/** Age at which a connection is asked to be made anew, milliseconds: it would otherwise never see the pods of a scale-up. */
const maxConnectionAgeMs = 300_000;

/** Time that an answer gets on a connection that is asked to go, milliseconds. */
const connectionGraceMs = 120_000;

/** Largest message unless less is asked for, bytes: gRPC's own default. Larger requests go by HTTP, whose bodies share one budget. */
const mostMessageBytes = 4 * 1024 * 1024;

/** Time for a whole message unless another is asked for, milliseconds. */
const usualReceiveMs = 60_000;

/** Calls of one client connection at a time. */
const maxConcurrentStreams = 1_000;

/** Name of the service of chats, as health questions and logs have it. */
const chatServiceName = "breakwater.chat.v1.Chat";

/** The service of chats, from its file in `proto/`: its definition, and a client of it. */
export function loadChatService(): ServiceClientConstructor {
  // `proto/` lies beside both `src/` and `dist/`.
  const path = join(__dirname, "..", "..", "proto", "chat.proto");
  const definition = loadSync(path, { keepCase: true, longs: Number, enums: String, defaults: true, arrays: true });
  const found = chatServiceName
    .split(".")
    .reduce<unknown>((scope, part) => (scope as GrpcObject)[part], loadPackageDefinition(definition));
  return found as ServiceClientConstructor;
}

type ChatMethod = MethodDefinition<GrpcChatRequest, GrpcChatAnswer>;

/** The method with a bound on what its request is decoded to. */
const withBounds = (method: ChatMethod): ChatMethod => ({
  ...method,
  requestDeserialize: bounded(method.requestDeserialize) as ChatMethod["requestDeserialize"],
});

/** Starts the server. Rejects when the port is taken. */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const maxMessageBytes = Math.min(options.maxMessageBytes, mostMessageBytes);
  const receiving = new Receiving({
    ...options,
    service: `/${chatServiceName}/`,
    maxMessageBytes,
    receiveMs: options.receiveMs ?? usualReceiveMs,
    onRefused: (path, { status, code }) =>
      tellCall(options, { path, requestId: requestIdFrom(undefined), status, milliseconds: 0, error: code }),
  });
  const server = new Server({
    interceptors: [receiving.interceptor],
    "grpc.max_receive_message_length": maxMessageBytes,
    "grpc.max_concurrent_streams": maxConcurrentStreams,
    "grpc.max_connection_age_ms": maxConnectionAgeMs,
    "grpc.max_connection_age_grace_ms": connectionGraceMs,
  });
  const health = new GrpcHealth([chatServiceName, "grpc.health.v1.Health"]);
  const { Complete, Stream } = loadChatService().service as Record<"Complete" | "Stream", ChatMethod>;
  server.addService(
    { Complete: withBounds(Complete), Stream: withBounds(Stream) },
    chatService({ ...options, headOf: (metadata) => receiving.headOf(metadata) }),
  );
  health.addTo(server);

  // Within the cluster; the edge ends TLS.
  const credentials = ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${options.host}:${options.port}`, credentials, (error, bound) => {
      if (error) reject(new Error(`gRPC server on port ${options.port}: ${error.message}`));
      else resolve(bound);
    });
  });

  return {
    port,
    markDraining: () => health.markDraining(),
    drain: {
      name: "grpc",
      run: async (cut) => {
        health.close();
        const force = (): void => server.forceShutdown();
        const closed = new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
        if (cut.aborted) force();
        cut.addEventListener("abort", force, { once: true });
        await closed;
        cut.removeEventListener("abort", force);
      },
    },
  };
}

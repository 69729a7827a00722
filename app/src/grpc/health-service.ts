import {
  type sendUnaryData,
  type ServerUnaryCall,
  type ServerWritableStream,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";

type ServingStatus = "SERVING" | "NOT_SERVING" | "SERVICE_UNKNOWN";
interface Request {
  service: string;
}
interface Response {
  status: ServingStatus;
}
type Watcher = ServerWritableStream<Request, Response>;

/** gRPC's standard health service, for the server as a whole (`""`) and for each service by name. */
export class GrpcHealth {
  private serving = true;
  private readonly watchers = new Set<Watcher>();

  constructor(private readonly services: readonly string[]) {}

  /** Tells everyone who asks or watches that this server takes no further calls. */
  markDraining(): void {
    this.serving = false;
    for (const watcher of this.watchers) watcher.write({ status: this.statusOf(watcher.request.service) });
  }

  /** Ends the watches, which would otherwise keep the server open for ever. */
  close(): void {
    for (const watcher of this.watchers) watcher.end();
    this.watchers.clear();
  }

  readonly implementation: UntypedServiceImplementation = {
    Check: (call: ServerUnaryCall<Request, Response>, reply: sendUnaryData<Response>) => {
      const found = this.statusOf(call.request.service);
      if (found === "SERVICE_UNKNOWN") {
        reply({ code: status.NOT_FOUND, details: `There is no service ${JSON.stringify(call.request.service)}` });
      } else reply(null, { status: found });
    },
    // A watch of an unknown service stays open, by the protocol: it may be registered later.
    Watch: (call: Watcher) => {
      this.watchers.add(call);
      call.once("cancelled", () => this.watchers.delete(call));
      call.write({ status: this.statusOf(call.request.service) });
    },
  };

  private statusOf(service: string): ServingStatus {
    if (service !== "" && !this.services.includes(service)) return "SERVICE_UNKNOWN";
    return this.serving ? "SERVING" : "NOT_SERVING";
  }
}

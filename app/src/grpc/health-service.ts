import type { Server, ServerWritableStream } from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";

type Watch = ServerWritableStream<unknown, unknown>;

/**
 * gRPC's standard health service (https://github.com/grpc/grpc/blob/master/doc/health-checking.md), for the server as a whole (`""`)
 * and for each service by name.
 */
export class GrpcHealth {
  private readonly health = new HealthImplementation();
  private readonly watches = new Set<Watch>();
  private readonly names: readonly string[];

  constructor(services: readonly string[]) {
    this.names = ["", ...services];
    this.setAll("SERVING");
  }

  /** The library keeps no hand on the watches that it answers, so they are noted as they come in. */
  addTo(server: Server): void {
    this.health.addToServer({
      addService: (service, { watch, ...others }) => {
        const noted = (call: Watch): void => {
          this.watches.add(call);
          call.once("cancelled", () => this.watches.delete(call));
          (watch as unknown as (call: Watch) => void)(call);
        };
        server.addService(service, { ...others, watch: noted });
      },
    });
  }

  /** Tells everyone who asks or watches that this server takes no further calls. */
  markDraining(): void {
    this.setAll("NOT_SERVING");
  }

  /** Ends the watches, which would otherwise keep the server open for ever. Nothing is told to them afterwards. */
  close(): void {
    for (const watch of this.watches) {
      watch.end();
      // The library takes this for the caller's leaving, and forgets the watch.
      watch.emit("cancelled", "cancelled");
    }
    this.watches.clear();
  }

  private setAll(status: "SERVING" | "NOT_SERVING"): void {
    for (const name of this.names) this.health.setStatus(name, status);
  }
}

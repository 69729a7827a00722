import { startGateway as start, type StandInGateway } from "../../dev/gateway/server";
import { toClose } from "./opened";

export type { StandInGateway } from "../../dev/gateway/server";

/** A stand-in gateway that goes with the test, or the file, that started it. */
export async function startGateway(options: Parameters<typeof start>[0] = {}): Promise<StandInGateway> {
  const gateway = await start(options);
  return { ...gateway, close: toClose(() => gateway.close()) };
}

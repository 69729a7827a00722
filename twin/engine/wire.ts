import type { RegisterResourceOutputsRequest, RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { JsonObject } from "@breakwater/plan-views";

/** How a callback of Pulumi's monitor client answers. */
export type Callback = (error: MonitorError | null, response?: unknown) => void;

/** The parts of a gRPC error that Pulumi's SDK reads. */
export interface MonitorError {
  /** gRPC's status code, where it is not just "unknown". */
  code?: number;
  message: string;
  details: string;
}

/** What became of a registration, in Pulumi's numbers (`Result` of its resource protocol). */
export const success = 0;
export const failWith = 1;
/** Not tried, because something that it depends on failed. */
export const skip = 2;

/** What an error says; a program may throw anything. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Answers a call with an error. */
export function answerError(callback: Callback): (error: unknown) => void {
  return (error) => callback({ message: messageOf(error), details: messageOf(error) });
}

/** Answers a registration. */
export function answer(urn: string, result: number, id = "", state: JsonObject = {}): unknown {
  return {
    getUrn: () => urn,
    getId: () => id,
    getObject: () => onTheWire(state),
    getPropertydependenciesMap: () => undefined,
    getResult: () => result,
    getUnknown: () => false,
  };
}

/** Answers a read with what is there. */
export function answerRead(urn: string, id: string, properties: JsonObject): unknown {
  return {
    getUrn: () => urn,
    getId: () => id,
    getProperties: () => onTheWire(properties),
    getResult: () => success,
    getUnknown: () => false,
  };
}

/** All that the SDK asks of a protobuf `Struct` in a response. */
export function onTheWire(properties: JsonObject): { toJavaScript(): JsonObject } {
  return { toJavaScript: () => properties };
}

/** The properties in a request, in Pulumi's wire form. */
export function wireObject(request: RegisterResourceRequest | RegisterResourceOutputsRequest): JsonObject {
  const struct = "getObject" in request ? request.getObject() : request.getOutputs();
  return (struct?.toJavaScript() ?? {}) as JsonObject;
}

/** A provider's answer as JSON: the wire knows no `undefined`. */
export function withoutUndefined(object: object): JsonObject {
  return JSON.parse(JSON.stringify(object)) as JsonObject;
}

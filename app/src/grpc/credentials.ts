import type { Metadata } from "@grpc/grpc-js";
import type { Credentials } from "../identity";

/** What a call's metadata says about who asks: the same names as HTTP's headers. A browser's cookie never comes this way. */
export function credentialsOf(call: { metadata: Metadata; getPeer(): string }): Credentials {
  const { metadata } = call;
  const only = (name: string): string | undefined => {
    const values = metadata.get(name);
    return values.length === 1 ? values[0]!.toString() : undefined;
  };
  return {
    authorization: only("authorization"),
    apiKey: only("api-key"),
    userId: only("x-user-id"),
    cookie: undefined,
    address: addressOf(call.getPeer()),
  };
}

/** The address of a peer such as `10.0.0.1:4711` or `[::1]:4711`. */
export function addressOf(peer: string): string | undefined {
  return /^\[?([0-9a-fA-F:.]+?)\]?:\d+$/.exec(peer)?.[1];
}

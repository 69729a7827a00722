import { BlockList, isIP } from "node:net";

/** The addresses whose `x-user-id` counts: the edge's own. */
export class TrustedEdge {
  private readonly addresses = new BlockList();

  /** @param places IP addresses and CIDR blocks */
  constructor(places: readonly string[]) {
    for (const place of places) addPlace(this.addresses, place);
  }

  /** Whether a connection's other end is the edge. An IPv4 address counts however it is written (`::ffff:10.0.0.1`). */
  trusts(address: string | undefined): boolean {
    const family = address === undefined ? 0 : isIP(address);
    return family !== 0 && this.addresses.check(address!, family === 4 ? "ipv4" : "ipv6");
  }

  close(): void {}
}

function addPlace(list: BlockList, place: string): void {
  const [address = "", bits] = place.split("/");
  const family = isIP(address) === 4 ? "ipv4" : "ipv6";
  if (bits === undefined) list.addAddress(address, family);
  else list.addSubnet(address, Number(bits), family);
}

import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import type { Logger } from "../logging";

/** Time between two looks at a name, milliseconds: as long as the cluster's DNS keeps an answer. */
const resolveEveryMs = 5_000;

/** Age above which what a name led to counts no longer, milliseconds. An address that the edge has left may be another pod's soon. */
const longestTrustMs = 60_000;

/** What the edge's addresses are found with. */
export interface TrustedEdgeOptions {
  /** IP addresses, CIDR blocks and names in DNS. */
  places: readonly string[];
  logger: Pick<Logger, "warn" | "info">;
  /** Addresses of a name. Default: the system's resolver */
  resolve?: (name: string) => Promise<string[]>;
  /** Milliseconds of a clock that is not set. Default: `performance.now` */
  now?: () => number;
}

/** The addresses whose `x-user-id` counts: the edge's own. Names are resolved again and again, for pods come and go. */
export class TrustedEdge {
  private readonly fixed = new BlockList();
  private readonly names: ResolvedName[];
  private readonly timer: NodeJS.Timeout | undefined;

  constructor({ places, logger, resolve = addressesOf, now = () => performance.now() }: TrustedEdgeOptions) {
    const names: string[] = [];
    for (const place of places) {
      if (!addPlace(this.fixed, place)) names.push(place);
    }
    this.names = names.map((name) => new ResolvedName(name, resolve, now, logger));
    if (names.length > 0) this.timer = setInterval(() => void this.refresh(), resolveEveryMs).unref();
  }

  /** Whether a connection's other end is the edge. An IPv4 address counts however it is written (`::ffff:10.0.0.1`). */
  trusts(address: string | undefined): boolean {
    const family = address === undefined ? 0 : isIP(address);
    if (family === 0) return false;
    const type = family === 4 ? "ipv4" : "ipv6";
    return this.fixed.check(address!, type) || this.names.some((name) => name.has(address!, type));
  }

  /** Resolves all names now. */
  async refresh(): Promise<void> {
    await Promise.all(this.names.map((name) => name.refresh()));
  }

  close(): void {
    clearInterval(this.timer);
  }
}

/** A name in DNS and what it leads to. */
class ResolvedName {
  private addresses = new BlockList();
  private resolvedAt = -Infinity;
  private isFailing = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly name: string,
    private readonly resolve: (name: string) => Promise<string[]>,
    private readonly now: () => number,
    private readonly logger: Pick<Logger, "warn" | "info">,
  ) {}

  has(address: string, type: "ipv4" | "ipv6"): boolean {
    return this.now() - this.resolvedAt <= longestTrustMs && this.addresses.check(address, type);
  }

  /** A resolver that hangs is asked once. */
  refresh(): Promise<void> {
    this.running ??= this.read().finally(() => (this.running = undefined));
    return this.running;
  }

  private async read(): Promise<void> {
    const begun = this.now();
    try {
      const list = new BlockList();
      for (const address of await this.resolve(this.name)) addPlace(list, address);
      this.addresses = list;
      this.resolvedAt = begun;
      if (this.isFailing) this.logger.info({ name: this.name }, "the edge's name is resolved again");
      this.isFailing = false;
    } catch (error) {
      if (!this.isFailing) {
        const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
        this.logger.warn(
          { name: this.name, reason },
          "the edge's name cannot be resolved; its last addresses count for a minute",
        );
      }
      this.isFailing = true;
    }
  }
}

/** By the system's resolver, which knows the cluster's search domains. */
async function addressesOf(name: string): Promise<string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** Adds an address or a CIDR block; false where it is neither. */
function addPlace(list: BlockList, place: string): boolean {
  const [written = "", bits] = place.split("/");
  const asIpv4 = mapped.exec(written)?.[1];
  const address = asIpv4 ?? written;
  const family = isIP(address);
  if (family === 0) return false;
  const type = family === 4 ? "ipv4" : "ipv6";
  if (bits === undefined) list.addAddress(address, type);
  // Of an IPv4 block that is written as IPv6, the first 96 bits are the prefix.
  else list.addSubnet(address, asIpv4 === undefined ? Number(bits) : Math.max(0, Number(bits) - 96), type);
  return true;
}

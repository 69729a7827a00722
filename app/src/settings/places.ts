import { isIP } from "node:net";

/** What a place in a list of addresses may be. */
export const placeWords = 'IP addresses, CIDR blocks such as "10.1.0.0/16" and names in DNS, separated by commas';

/** A name in DNS (RFC 1123, 2.1), a final dot allowed. Its last label is no number, or an address with a slip would pass as a name. */
const dnsName = /^(?=.{1,253}\.?$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?\.?$/i;

/** Whether it is an IP address, a CIDR block or a name in DNS. */
export function isPlace(place: string): boolean {
  const [address = "", bits, ...rest] = place.split("/");
  const family = isIP(address);
  if (bits === undefined) return family !== 0 || dnsName.test(place);
  return rest.length === 0 && family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

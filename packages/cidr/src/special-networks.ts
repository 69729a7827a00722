/**
 * IPv4 networks that a packet may be sent to and that are no part of the internet: for private use (RFC 1918), between carriers and their customers
 * (RFC 6598), and of one link (RFC 3927), where a cloud's machines are told who they are.
 */
export const networksBesideTheInternet: readonly string[] = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
];

/** Addresses by which a machine speaks to itself (RFC 1122, 3.2.1.3). */
export const loopbackNetwork = "127.0.0.0/8";

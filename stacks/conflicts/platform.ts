import { vcpusOf } from "@breakwater/azure-sizes";
import { type Conflict, unless } from "./conflict";

const authorityCertifiesHost: Conflict = {
  reads: ["edge.host", "edge.acmeEmail"],
  find: ({ edge: { host, acmeEmail } }) =>
    unless(acmeEmail === "" || host !== "", "edge.host", "set where edge.acmeEmail is: an authority certifies hosts"),
};

const loginIsWhole: Conflict = {
  reads: ["edge.login"],
  find: ({ edge: { login } }) => [
    ...unless(
      login.tenantId !== "" || login.clientId === "",
      "edge.login.tenantId",
      "set where edge.login.clientId is",
    ),
    ...unless(
      login.clientId !== "" || login.tenantId === "",
      "edge.login.clientId",
      "set where edge.login.tenantId is",
    ),
    // A restriction of a login that there is not restricts nobody.
    ...unless(
      login.clientId !== "" || login.roles.length === 0,
      "edge.login.roles",
      "empty where edge.login.clientId is not set",
    ),
    ...unless(
      login.clientId !== "" || login.groups.length === 0,
      "edge.login.groups",
      "empty where edge.login.clientId is not set",
    ),
  ],
};

/** Behind the app stands a key that somebody pays for: an edge that asks nobody is a relay that is open to all. */
const edgeAsksWho: Conflict = {
  reads: ["edge.enabled", "edge.login", "app.clientKeys"],
  find: ({ edge: { enabled, login }, app: { clientKeys } }) =>
    unless(
      !enabled || clientKeys || login.clientId !== "",
      "app.clientKeys",
      "true where edge.enabled is and edge.login is not set: the internet would spend the gateway's key",
    ),
};

/** A buffer larger than the pool is one that never fits, and a node is asked for without end. */
const bufferFitsThePool: Conflict = {
  reads: ["warmBuffer.pods", "pools.cpu.vmSize", "pools.cpu.maxCount"],
  find: ({ warmBuffer, pools: { cpu } }) => {
    const size = vcpusOf(cpu.vmSize);
    // What is wrong with such a size, the schema says.
    if (!size.known) return [];
    const vcpus = size.vcpus * cpu.maxCount;
    const allowed = `fewer than ${vcpus}, the vCPUs of a pool of pools.cpu.maxCount (${cpu.maxCount}) nodes`;
    return unless(warmBuffer.pods < vcpus, "warmBuffer.pods", allowed);
  },
};

/** What the platform's services rule out. */
export const platformConflicts: readonly Conflict[] = [
  authorityCertifiesHost,
  loginIsWhole,
  edgeAsksWho,
  bufferFitsThePool,
];

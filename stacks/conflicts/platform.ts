import { vcpusOf } from "@breakwater/azure-sizes";
import { type Conflict, unless } from "./conflict";

const authorityCertifiesHost: Conflict = {
  reads: ["edge.host", "edge.acmeEmail"],
  find: ({ edge: { host, acmeEmail } }) =>
    unless(acmeEmail === "" || host !== "", "edge.host", "set where edge.acmeEmail is: an authority certifies hosts"),
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
export const platformConflicts: readonly Conflict[] = [authorityCertifiesHost, bufferFitsThePool];

import { z } from "zod";
import { availabilityZone, integer, poolName, poolVmSize } from "../formats";

/** A pool whose node count the Cluster Autoscaler owns, between two bounds. Counts are nodes. */
const autoscaledPool = z.strictObject({
  /** AKS pool name, 12 characters at most. Versioned, so that a new pool can stand before the old one goes. */
  name: poolName,
  /** Fewest nodes that the autoscaler keeps. */
  minCount: integer(0, 1000),
  /** Most nodes that the autoscaler adds. */
  maxCount: integer(1, 1000),
  /** Nodes at creation; afterwards the autoscaler owns the count. */
  initialCount: integer(0, 1000),
});

/** Node pools, by kind. A `vmSize` is Azure's name of the size of every node; changing it needs a new `name`. */
export const poolsSettings = z.strictObject({
  /** Critical add-ons only. Fixed in size: nothing that surges may run here. */
  system: z.strictObject({ vmSize: poolVmSize("system"), name: poolName, count: integer(1, 100) }),
  /** The app, the agent worker and other ordinary workloads. */
  cpu: autoscaledPool.extend({ vmSize: poolVmSize("cpu") }),
  /** Model servers only. The counts are those of all its zones together. */
  gpu: autoscaledPool.extend({
    vmSize: poolVmSize("gpu"),
    /** Zones with GPUs, one pool in each (`<name>z<zone>`); empty for one pool without a zone. */
    zones: z.array(availabilityZone, "a list of availability zones"),
  }),
});

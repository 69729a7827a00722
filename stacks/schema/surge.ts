import { z } from "zod";
import { integer, positive, textLike } from "../formats";

/** The surge that this environment must survive. Read by the policies and the simulator from the stack's outputs. */
export const surgeSettings = z.strictObject({
  /** Name of the traffic profile. */
  traffic: textLike(/^\S+$/, "a traffic profile's name, without blanks"),
  /** Requests/s before the surge, after its hour, and at the sale's peak. */
  fromPerSecond: positive("requests/s"),
  toPerSecond: positive("requests/s"),
  peakPerSecond: positive("requests/s"),
  /** Time from `fromPerSecond` to `toPerSecond`, minutes. */
  rampMinutes: positive("minutes"),
});

/** vCPUs that the subscription grants in `location`, by VM family. Read from the stack's outputs. */
export const quotasSettings = z.record(
  // Some have blanks: `Standard NCASv3_T4 Family`.
  textLike(/^\w+( \w+)*$/, "a VM family, such as standardDSv5Family"),
  integer(0, 1_000_000),
  "vCPUs by VM family",
);

import { z } from "zod";
import { tool } from "./tool";

/** The agent's watch: a model does not know what day it is. */
export const clock = (now: () => Date = () => new Date()) =>
  tool({
    name: "clock",
    description: "Tells the date and time, e.g. to say when a parcel is due.",
    args: z.strictObject({ timeZone: z.string().optional().describe("IANA name, e.g. Asia/Seoul; UTC when absent") }),
    run: ({ timeZone = "UTC" }) => {
      const time = now();
      // Throws a RangeError that names the zone, when there is no such zone.
      const local = new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "full", timeStyle: "long" }).format(time);
      return `${local} (${time.toISOString()})`;
    },
  });

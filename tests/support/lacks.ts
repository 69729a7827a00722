import { mountNamespaceLack } from "../../twin/addons/names/mount-namespace";
import { redisLack } from "../../twin/addons/redis/programs";

/** What this machine lacks for a test, which is then left out with these words; empty where nothing is missing. */
export function lacks(...needed: ("redis" | "names")[]): string {
  return needed.flatMap((what) => (what === "names" ? mountNamespaceLack() : redisLack()) ?? []).join("; ");
}

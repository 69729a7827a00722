import type { Settings } from "../schema";
import { clusterConflicts } from "./cluster";
import type { Conflict, Finding } from "./conflict";
import { endpointConflicts } from "./endpoints";
import { environmentConflicts } from "./environment";
import { governanceConflicts } from "./governance";
import { networkConflicts } from "./network";
import { platformConflicts } from "./platform";
import { poolConflicts } from "./pools";
import { tagConflicts } from "./tags";
import { workloadConflicts } from "./workloads";

/** Every rule, in the order of its reports. */
export const conflicts: readonly Conflict[] = [
  ...tagConflicts,
  ...networkConflicts,
  ...endpointConflicts,
  ...clusterConflicts,
  ...governanceConflicts,
  ...poolConflicts,
  ...platformConflicts,
  ...workloadConflicts,
  ...environmentConflicts,
];

/**
 * Every impossible combination among `settings`.
 *
 * @param rules what is asked.
 * @param isSound whether the setting at a path is right in itself. A rule that reads one which is not is passed over, so that
 * one mistake is not reported twice and the rest still is.
 */
export function findConflicts(
  settings: Settings,
  isSound: (path: string) => boolean = () => true,
  rules: readonly Conflict[] = conflicts,
): Finding[] {
  return rules.filter(({ reads }) => reads.every(isSound)).flatMap(({ find }) => find(settings));
}

import type { Settings } from "../schema";
import { clusterContradictions } from "./cluster";
import type { Contradiction, Finding } from "./contradiction";
import { endpointContradictions } from "./endpoints";
import { environmentContradictions } from "./environment";
import { governanceContradictions } from "./governance";
import { networkContradictions } from "./network";
import { platformContradictions } from "./platform";
import { poolContradictions } from "./pools";
import { workloadContradictions } from "./workloads";

/** Every rule, in the order of its reports. */
export const contradictions: readonly Contradiction[] = [
  ...networkContradictions,
  ...endpointContradictions,
  ...clusterContradictions,
  ...governanceContradictions,
  ...poolContradictions,
  ...platformContradictions,
  ...workloadContradictions,
  ...environmentContradictions,
];

/**
 * Every impossible combination among `settings`.
 *
 * @param rules what is asked.
 * @param isSound whether the setting at a path is right in itself. A rule that reads one which is not is passed over, so that
 * one mistake is not reported twice and the rest still is.
 */
export function findContradictions(
  settings: Settings,
  isSound: (path: string) => boolean = () => true,
  rules: readonly Contradiction[] = contradictions,
): Finding[] {
  return rules.filter(({ reads }) => reads.every(isSound)).flatMap(({ find }) => find(settings));
}

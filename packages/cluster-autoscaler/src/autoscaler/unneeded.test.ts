import { Scene } from "../testing/samples";
import { readProfile } from "./profile";
import { UnneededNodes } from "./unneeded";

/** How many of nine idle nodes are counted as not needed after so many scans, where one goes at a time. */
function counted(scaleDownUnneededTime: string, scans: number): number {
  const scene = new Scene();
  const { cluster, groups } = scene;
  scene.addNodes(9);
  const { profile } = readProfile({ maxEmptyBulkDelete: "1", scanInterval: "10s", scaleDownUnneededTime });
  const unneeded = new UnneededNodes();
  for (let scan = 0; scan < scans; scan++) unneeded.update(10 * scan, cluster, groups, profile);
  return unneeded.due(1e6, groups, profile).length;
}

// As many as go in the time until they may, and those of one scan more (core/scaledown/planner, `unneededNodesLimit`).
test.each<[time: string, scans: number, nodes: number]>([
  ["1h", 1, 2],
  ["1h", 3, 6],
  ["20s", 1, 2],
  ["20s", 2, 3],
  ["20s", 5, 3],
  ["19s", 5, 2],
  ["5s", 5, 2],
])("of nodes that may go after %s, %d scans count %d", (time, scans, nodes) => {
  expect(counted(time, scans)).toBe(nodes);
});

import { Cluster, type Pod } from "../cluster/cluster";
import { cpuIndex } from "../cluster/resources";
import { sizedTemplate, workload } from "../testing/samples";
import { newBin, pack } from "./pack";

const three = workload("three", { cpu: "3" });
const large = workload("large", { cpu: "6" });
const huge = workload("huge", { cpu: "9" });

function setUp() {
  const cluster = new Cluster();
  const bin = () => newBin(cluster, sizedTemplate("p", 8));
  const pods = (...templates: (typeof three)[]): Pod[] => templates.map((template) => cluster.addPod(template, 0));
  return { bin, pods };
}

test("each pod goes to the first bin with room, and what has none opens one", () => {
  const { bin, pods } = setUp();
  const present = [bin(), bin()];
  const [first, second, third, fourth] = pods(large, three, three, three);
  const packing = pack([first!, second!, third!, fourth!], present, bin);
  expect(present.map((of) => of.pods)).toEqual([[first], [second, third]]);
  expect(present.map(({ used }) => used[cpuIndex])).toEqual([6000, 6000]);
  expect(packing.opened.map((of) => of.pods)).toEqual([[fourth]]);
  expect(packing.placed).toEqual([first, second, third, fourth]);
  expect(packing.left).toEqual([]);
});

test("what fits no bin is left, and no bin is opened for it", () => {
  const { bin, pods } = setUp();
  const [unfit, fit] = pods(huge, three);
  const packing = pack([unfit!, fit!], [], bin);
  expect(packing).toMatchObject({ placed: [fit], left: [unfit] });
  expect(packing.opened.map((of) => of.pods)).toEqual([[fit]]);
});

test("where no bin may be opened, what has no room is left", () => {
  const { bin, pods } = setUp();
  const present = [bin()];
  const all = pods(large, three, large);
  const packing = pack(all, present, () => undefined);
  expect(packing).toEqual({ placed: [all[0]], left: [all[1], all[2]], opened: [] });
});

test("a new bin has its DaemonSets, which are its own", () => {
  const template = sizedTemplate("p", 8, 1);
  const { used, pods } = newBin(new Cluster(), template);
  expect([used[cpuIndex], pods]).toEqual([1000, []]);
  used[cpuIndex] = 5000;
  expect(template.daemons[cpuIndex]).toBe(1000);
});

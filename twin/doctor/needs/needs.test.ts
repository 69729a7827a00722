import { smallPlan } from "../fixtures/plan";
import { needsOf } from "./needs";

test("reads pools at their largest, and what an upgrade adds", () => {
  const shape = { spot: false, encryptionAtHost: false };
  expect(needsOf(smallPlan()).pools).toEqual([
    { ...shape, name: "system1", vmSize: "Standard_D4s_v5", nodes: 3, surgeNodes: 1, zones: ["1", "2", "3"] },
    { ...shape, name: "cpu1", vmSize: "Standard_D8s_v5", nodes: 20, surgeNodes: 7, zones: ["1", "2", "3"] },
    { ...shape, name: "gpu1", vmSize: "Standard_NC24ads_A100_v4", nodes: 3, surgeNodes: 0, zones: [] },
  ]);
});

test("knows which part of a name the first `pulumi up` draws", () => {
  const { names, groups } = needsOf(smallPlan());
  const drawn = { urn: "urn:pulumi:prod::breakwater::random:index/randomString:RandomString::suffix", text: "abc123" };
  expect(names.map(({ name, drawn: part }) => [name, part])).toEqual([
    ["crbreakwaterprodabc123", drawn],
    ["kv-bw-prod-abc123", drawn],
  ]);
  expect(groups.map(({ name, ofNodes }) => [name, ofNodes])).toEqual([
    ["rg-breakwater-prod", false],
    ["rg-aks-breakwater-prod-nodes", true],
  ]);
});

test("finds nothing to ask for in a Plan without Azure", () => {
  const plan = { ...smallPlan(), resources: [], outputs: {} };
  expect(needsOf(plan)).toMatchObject({
    pools: [],
    providers: [],
    names: [],
    groups: [],
    quotas: {},
    location: "",
    features: [],
    unknownTypes: [],
  });
});

import fc from "fast-check";
import type { Json, JsonObject } from "@breakwater/plan-views";
import { immutablePaths, judgeChange } from ".";
import { changeCases, clusterWithPools, within } from "./testing/change-cases";
import { sample, samples } from "./testing/samples";
import { resourceTypes } from "./resource-types";
import { providerTable } from "./table/provider-table";

/** What becomes of a change, in one line: `refused BadRequest: sku.name`, `replaced: location`, `updated`. */
function outcomeOf(type: string, before: JsonObject, after: JsonObject, isAlone = true): string {
  const { token, inputs } = sample(type);
  const [from, to] = [within(inputs, before), within(inputs, after)];
  const { replaces, refused } = judgeChange(token, from, to, isAlone ? undefined : clusterWithPools());
  if (refused.length > 0) return refused.map(({ code, path }) => `refused ${code}: ${path}`).join(", ");
  return replaces.length > 0 ? `replaced: ${replaces.join(", ")}` : "updated";
}

describe("what becomes of a change", () => {
  test.each(changeCases)("of a %s from %j to %j: %s", (type, before, after, outcome) => {
    expect(outcomeOf(type, before, after)).toBe(outcome);
  });

  test.each<[what: string, before: JsonObject, after: JsonObject, outcome: string]>([
    [
      "a new minor version, and the inline pool's version beside it",
      { kubernetesVersion: "1.34" },
      { kubernetesVersion: "1.35", "agentPoolProfiles[0].orchestratorVersion": "1.35" },
      "refused NotAllAgentPoolOrchestratorVersionSpecifiedAndUnchanged: agentPoolProfiles, refused NotAllAgentPoolOrchestratorVersionSpecifiedAndUnchanged: kubernetesVersion",
    ],
    ["a new minor version alone", { kubernetesVersion: "1.34" }, { kubernetesVersion: "1.35" }, "updated"],
  ])("of a cluster with a pool of its own: %s", (_, before, after, outcome) => {
    expect(outcomeOf("ManagedCluster", before, after, false)).toBe(outcome);
  });

  test("a pool is known by its name, wherever the list has it", () => {
    const { token, inputs } = sample("ManagedCluster");
    const [system] = inputs.agentPoolProfiles as [JsonObject];
    const other = { ...system, name: "system2", vmSize: "Standard_D8s_v5" };
    const judged = judgeChange(
      token,
      { ...inputs, agentPoolProfiles: [system, other] },
      { ...inputs, agentPoolProfiles: [other, system] },
    );
    expect(judged).toMatchObject({ replaces: [], refused: [] });
  });

  test.each([
    ["a region's display name", { location: "koreacentral" }, { location: "Korea Central" }],
    [
      "the case of an id",
      { virtualNetwork: { id: "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v" } },
      { virtualNetwork: { id: "/subscriptions/0/resourcegroups/RG/providers/microsoft.network/virtualNetworks/v" } },
    ],
  ])("%s is no change", (_, before, after) => {
    const { token, inputs } = sample("VirtualNetworkLink");
    expect(judgeChange(token, { ...inputs, ...before }, { ...inputs, ...after })).toMatchObject({
      replaces: [],
      refused: [],
    });
  });

  test("a type that the table does not have is said not to be judged", () => {
    expect(judgeChange("azure-native:compute:Disk", {}, { diskSizeGB: 8 }).unjudged).toBe(
      "what Azure makes of a change of azure-native:compute:Disk is not known here: this change was not judged",
    );
  });

  test("a replacement says whether it has the name of what it replaces", () => {
    const { token, inputs } = sample("AgentPool");
    const resized = { ...inputs, vmSize: "Standard_D8s_v5" };
    expect(judgeChange(token, inputs, resized).replacementKeepsName).toBe(true);
    expect(judgeChange(token, inputs, { ...resized, agentPoolName: "gpu2" }).replacementKeepsName).toBe(false);
  });
});

test("the provider replaces by these paths, which stand-ins of it outside of this repository ask for", () => {
  expect(immutablePaths("azure-native:containerservice:AgentPool")).toEqual([
    "resourceGroupName",
    "resourceName",
    "agentPoolName",
    "vmSize",
    "gpuInstanceProfile",
    "networkProfile.nodePublicIPTags",
  ]);
  expect(immutablePaths("azure-native:compute:Disk")).toEqual([]);
});

describe("over the whole table", () => {
  test("every type that the simulation knows has an entry", () => {
    expect(Object.keys(providerTable).sort()).toEqual(Object.keys(resourceTypes).sort());
  });

  test.each(Object.entries(providerTable))("every line of %s has a source", (_, facts) => {
    const { existence, deletion, keptName, holds = [], attachedTo, outlives, changes, otherwise, defaults } = facts;
    const lines = [existence, deletion, keptName, ...holds, attachedTo, outlives, ...changes, otherwise, defaults];
    const bare = lines.filter((line) => line !== undefined && !/^https:\/\/\S+\.\S+\//.test(line.source));
    expect(bare).toEqual([]);
  });

  test.each(Object.entries(providerTable))(
    "the id of %s is made of its path parameters",
    (token, { pathParameters }) => {
      const missing = pathParameters.filter((path) => samples[token]?.[path] === undefined);
      // azure-native names an assignment where the program does not.
      expect(missing.filter((path) => path !== "roleAssignmentName")).toEqual([]);
    },
  );

  const value = fc.oneof(
    fc.string().map((text) => `x${text}`),
    fc.integer({ min: 2 }),
    fc.array(fc.string(), { minLength: 1 }),
  ) as fc.Arbitrary<Json>;
  const lines = Object.entries(providerTable).flatMap(([token, { changes, pathParameters }]) => [
    ...pathParameters.map((path) => ({ token, path })),
    ...changes
      .filter(({ when, becomes }) => !when && becomes !== "updated")
      .flatMap(({ paths }) => paths.map((path) => ({ token, path }))),
  ]);

  test.each(lines)("no change of $path of $token is an update", ({ token, path }) => {
    const inputs = samples[token]!;
    fc.assert(
      fc.property(value, value, (first, other) => {
        // Azure tells regions apart by neither case nor blanks.
        const told = (any: Json) => JSON.stringify(any).toLowerCase().replaceAll(" ", "");
        fc.pre(told(first) !== told(other));
        const at = path.replaceAll("[*]", "[0]");
        const { replaces, refused } = judgeChange(
          token,
          within(inputs, { [at]: first }),
          within(inputs, { [at]: other }),
        );
        return replaces.length + refused.length > 0;
      }),
      { numRuns: 20 },
    );
  });

  test("nothing becomes of no change, whatever the inputs", () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(providerTable)), fc.dictionary(fc.string(), value), (token, more) => {
        const inputs = { ...samples[token], ...more };
        const { replaces, refused } = judgeChange(token, inputs, structuredClone(inputs));
        return replaces.length + refused.length === 0;
      }),
    );
  });

  test("each of its lines decides one of the cases above", () => {
    const decided = new Set(changeCases.map(([type, , , outcome]) => `${sample(type).token} ${outcome}`));
    const undecided = Object.entries(providerTable).flatMap(([token, { changes }]) =>
      changes
        .filter((rule) => !rule.paths.some((path) => hasCase(decided, token, path)))
        .map(({ paths }) => `${token} ${paths[0]!}`),
    );
    // This one looks at the network's subnets: `lifecycle.test.ts`.
    expect(undecided).toEqual(["azure-native:network:VirtualNetwork addressSpace.addressPrefixes"]);
  });
});

const hasCase = (decided: ReadonlySet<string>, token: string, path: string): boolean => {
  const shown = path.replaceAll("[*]", "[0]");
  return [...decided].some(
    (line) => line.startsWith(`${token} `) && line.split(/[:,] /).some((part) => part === shown),
  );
};

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Capacity } from "@breakwater/cluster-autoscaler";
import { type Plan, resourcesOf } from "@breakwater/plan-views";

interface Vector {
  plan: Plan;
  bound: Record<string, number>;
}

const vectors = readFileSync(join(__dirname, "vectors/scheduling.jsonl"), "utf8")
  .match(/.+\n/g)!
  .map((line) => JSON.parse(line) as Vector);

/* tests/scheduling.controlplane.test.ts records them from Kubernetes' own scheduler: UPDATE_VECTORS=1 npx jest --selectProjects controlplane --testPathPatterns scheduling */

/** A stack whose pools have grown to their most. */
function grown(plan: Plan): Plan {
  const copy = structuredClone(plan);
  for (const { type, inputs } of copy.resources)
    if (type.endsWith(":AgentPool") && inputs.enableAutoScaling)
      Object.assign(inputs, { enableAutoScaling: false, count: inputs.maxCount });
  return copy;
}

test.each(vectors.map((vector, index) => ({ index, ...vector })))(
  "stack $index: as many pods have a place as the real scheduler gave one",
  ({ plan, bound }) => {
    const capacity = new Capacity(resourcesOf(grown(plan)));
    const asked = capacity.residents.map(({ template, least }) => ({ template, pods: least }));
    const held = capacity.holdTogether(asked, { limits: false });
    expect(Object.fromEntries(capacity.residents.map(({ workload }, index) => [workload.name, held[index]]))).toEqual(
      bound,
    );
  },
);

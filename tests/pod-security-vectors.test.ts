import { readFileSync } from "node:fs";
import { join } from "node:path";
import { resourcesOf } from "@breakwater/plan-views";
import { judge } from "../policies/judge";
import { podSecurityRestricted } from "../policies/rules/hygiene/pod-security-restricted";

interface Vector {
  pod: { metadata?: object; spec: object };
  judged: { version: number; admits: string[] }[];
}

const vectors = readFileSync(join(__dirname, "../packages/kubernetes-rules/testing/pod-security.jsonl"), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Vector);

/** The resources of a Plan that makes each recorded pod, in a namespace that enforces the level at its newest version. */
function resourcesWith(objectOf: (pod: Vector["pod"], name: string) => { type: string; inputs: object }) {
  const namespace = {
    metadata: {
      name: "shop",
      labels: {
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/enforce-version": "v1.36",
      },
    },
  };
  const declared = [
    { type: "kubernetes:core/v1:Namespace", name: "shop", inputs: namespace },
    ...vectors.map(({ pod }, index) => ({ name: `pod-${index}`, ...objectOf(pod, `pod-${index}`) })),
  ];
  const resources = declared.map(({ type, name, inputs }) => ({
    ...{ type, name, inputs, urn: `urn:pulumi:test::shop::${type}::${name}` },
    ...{ custom: true, dependencies: [], outputs: {}, options: {} },
  }));
  return resourcesOf({ version: 1, project: "shop", stack: "test", resources, outputs: {} } as never);
}

test.each([
  [
    "Pods",
    (pod: Vector["pod"], name: string) => ({
      type: "kubernetes:core/v1:Pod",
      inputs: { ...pod, metadata: { ...pod.metadata, name, namespace: "shop" } },
    }),
  ],
  [
    "Deployments",
    (template: Vector["pod"], name: string) => ({
      type: "kubernetes:apps/v1:Deployment",
      inputs: { metadata: { name, namespace: "shop" }, spec: { template } },
    }),
  ],
])("pod-security-restricted finds something in those %s alone that Kubernetes refuses", (_kind, objectOf) => {
  const judgement = judge(podSecurityRestricted, resourcesWith(objectOf));
  expect([judgement.error, judgement.notApplicable, judgement.unjudged]).toEqual([undefined, undefined, undefined]);
  const found = new Set(judgement.findings.map(({ resource }) => resource.name));
  const wrong = vectors.filter(
    ({ judged }, index) => found.has(`pod-${index}`) === judged[0]!.admits.includes("restricted"),
  );
  expect(wrong).toEqual([]);
});

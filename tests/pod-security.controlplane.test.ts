import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BareCluster } from "./support/bare-cluster";
import { buildTimeout } from "./support/twin";

interface Vector {
  pod: { metadata?: object; spec: { ephemeralContainers?: object[] } };
  /** At v1.36, and at a version that was drawn. */
  judged: { version: number; admits: string[] }[];
}

const levels = ["baseline", "restricted"];

/** Recorded from the code of the checks, which the port of them is held to: `packages/kubernetes-rules/testing/README.md`. */
const vectors = readFileSync(join(__dirname, "../packages/kubernetes-rules/testing/pod-security.jsonl"), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Vector)
  // An ephemeral container comes to a pod that runs.
  .filter(({ pod }) => pod.spec.ephemeralContainers === undefined);

/** Every pod at one of its versions: half of them at the newest, half at the one that was drawn. */
const asked = vectors.flatMap(({ pod, judged }, index) => {
  const { version, admits } = judged[index % 2]!;
  return levels.map((level) => ({ pod, level, version, admitted: admits.includes(level) }));
});

const namespaceOf = ({ level, version }: { level: string; version: number }) => `${level}-${version}`;

/** Milliseconds. Eight at once, each takes some. */
const testTime = 15 * 60_000;

describe("a real API server, asked to take pods into namespaces with a level of pod security", () => {
  const cluster = new BareCluster();
  beforeAll(() => cluster.start(), buildTimeout);
  afterAll(() => cluster.remove());

  test(
    "admits and refuses those that the recorded checks admit and refuse",
    async () => {
      expect(vectors.length).toBeGreaterThan(3000);
      const namespaces = new Map(asked.map((each) => [namespaceOf(each), each]));
      await Promise.all(
        [...namespaces].map(([name, { level, version }]) =>
          cluster.namespace(name, {
            "pod-security.kubernetes.io/enforce": level,
            "pod-security.kubernetes.io/enforce-version": version === 36 ? "latest" : `v1.${version}`,
          }),
        ),
      );
      const answers = await Promise.all(
        asked.map(async (each) => {
          const target = `/api/v1/namespaces/${namespaceOf(each)}/pods?dryRun=All&fieldValidation=Strict`;
          const pod = { ...each.pod, apiVersion: "v1", kind: "Pod", metadata: { ...each.pod.metadata, name: "pod" } };
          const refused = await cluster.refusal("POST", target, pod);
          return { ...each, refused: refused?.message };
        }),
      );
      const wrong = answers.filter(({ level, admitted, refused = "" }) =>
        admitted ? refused !== "" : !refused.includes(`violates PodSecurity "${level}:`),
      );
      expect(wrong).toEqual([]);
      expect(answers.filter(({ admitted }) => admitted).length).toBeGreaterThan(answers.length / 4);
      expect(answers.filter(({ admitted }) => !admitted).length).toBeGreaterThan(answers.length / 4);
    },
    testTime,
  );
});

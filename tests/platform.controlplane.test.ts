import { describeUnless } from "../app/test/support/lacking";
import { isKubernetesObject } from "../twin/plan/kubernetes";
import type { Plan, PlanResource } from "@breakwater/plan-views";
import { eventually } from "./support/eventually";
import { lacks } from "./support/lacks";
import { buildTimeout, TestTwin } from "./support/twin";

const seconds = 15 * 60_000;

interface Pod {
  metadata: { name: string; namespace: string; labels: Record<string, string> };
  spec: { nodeName?: string; containers: { resources?: { limits?: Record<string, string> } }[] };
  status: { conditions: { type: string; status: string; message?: string }[] };
}

/** Where an object of the Plan lives, its kind as kubectl names one of a certain version: `Deployment.v1.apps`. */
function targetOf({ inputs, outputs }: PlanResource): { resource: string; name: string; namespace?: string } {
  const { apiVersion, kind, metadata } = {
    ...inputs,
    metadata: { ...(inputs["metadata"] as object), ...(outputs["metadata"] as object) },
  } as {
    apiVersion: string;
    kind: string;
    metadata: { name: string; namespace?: string };
  };
  const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  return { resource: [kind, version, group].join("."), ...metadata };
}

/** The platform itself on a real API server and scheduler: what the mocks of the unit tests cannot know. */
describe.each(["dev", "prod"])("the platform of %s", (stack) => {
  const twin = new TestTwin(".", stack);
  beforeAll(() => TestTwin.build(), buildTimeout);
  afterAll(() => twin.remove());
  const pods = async () => (await twin.kubectl<{ items: Pod[] }>("get", "pods", "--all-namespaces")).items;

  test(
    "is accepted object by object, strictly, and becomes available",
    async () => {
      const report = await twin.up();
      expect({ code: report.code, failures: report.failures }).toEqual({ code: 0, failures: [] });
      expect(report.platform.workloads.filter(({ complete }) => !complete)).toEqual([]);
      expect(report.platform.unscheduled).toEqual([]);
    },
    seconds,
  );

  test(
    "is there as the Plan declares it, every object of it",
    async () => {
      const { stdout } = await twin.run("plan", "--json");
      const declared = (JSON.parse(stdout) as Plan).resources.filter(isKubernetesObject);
      expect(declared.length).toBeGreaterThan(10);
      const targets = declared.map(targetOf);
      for (const namespace of new Set(targets.map((target) => target.namespace))) {
        const where = namespace === undefined ? [] : ["--namespace", namespace];
        const here = targets.filter((target) => target.namespace === namespace);
        const names = here.map(({ resource, name }) => `${resource}/${name}`);
        const { items } = await twin.kubectl<{ items: { metadata: { managedFields: { manager: string }[] } }[] }>(
          "get",
          ...names,
          ...where,
          "--show-managed-fields",
        );
        expect(items).toHaveLength(names.length);
        for (const { metadata } of items)
          expect(metadata.managedFields.map(({ manager }) => manager)).toContain("breakwater");
      }
    },
    seconds,
  );

  test(
    "has vLLM on a GPU node, and nothing else there",
    async () => {
      const onGpuNodes = (await pods()).filter(({ spec }) => spec.nodeName?.startsWith("aks-gpu"));
      expect(onGpuNodes.length).toBeGreaterThan(0);
      for (const { metadata, spec } of onGpuNodes) {
        expect(metadata).toMatchObject({ namespace: "models", labels: { "app.kubernetes.io/name": "vllm" } });
        expect(spec.containers.map(({ resources }) => resources?.limits?.["nvidia.com/gpu"])).toContain("1");
      }
      const elsewhere = (await pods()).filter(({ spec }) => !spec.nodeName?.startsWith("aks-gpu"));
      expect(elsewhere.length).toBeGreaterThan(0);
      expect(elsewhere.filter(({ metadata }) => metadata.namespace === "models")).toEqual([]);
      // The system pool is for critical add-ons.
      expect((await pods()).filter(({ spec }) => spec.nodeName?.startsWith("aks-system"))).toEqual([]);
    },
    seconds,
  );

  test(
    "is left alone by a second up",
    async () => expect(await twin.up()).toMatchObject({ code: 0, changes: [] }),
    seconds,
  );

  test(
    "keeps to the memory that it promises, with all that runs beside the control plane",
    async () => expect((await twin.status()).memory).toBeLessThan(1.8e9),
    seconds,
  );

  test(
    "has a GPU node made for vLLM where the pool begins without one",
    async () => {
      await twin.run("down");
      const report = await twin.up({ gpuInitialCount: 0 }, "--node-boot-seconds", "2");
      expect(report).toMatchObject({ code: 0, ok: true, failures: [] });
      expect(report.platform.autoscaler?.events.map(({ text }) => text)).toContainEqual(
        expect.stringMatching(/^pool gpu\w+ gets a node in 2 s for models\/vllm-/),
      );
      expect(report.platform.workloads.find(({ name }) => name === "vllm")).toMatchObject({ complete: true });
    },
    seconds,
  );
});

/** What a newcomer does first: load on one terminal, the platform's own worker on the other. */
describeUnless(lacks("redis", "names"))("the worker of dev", () => {
  // Not before it is known that the tests run: a twin has a folder, which nobody removes where they are skipped.
  let twin: TestTwin;
  beforeAll(async () => {
    twin = new TestTwin(".", "dev");
    await TestTwin.buildAll();
  }, 2 * buildTimeout);
  afterAll(() => twin.remove());

  /** Seconds between KEDA's looks at the list, as the platform has it. */
  const polling = 15;
  const worker = ["agent-worker", "--namespace", "development"];
  const isActive = async () => {
    const { status } = await twin.kubectl<{ status: { conditions: { type: string; status: string }[] } }>(
      ...["get", "scaledobject", ...worker],
    );
    return status.conditions.some(({ type, status: value }) => type === "Active" && value === "True");
  };
  const replicas = async () =>
    (await twin.kubectl<{ spec: { replicas: number } }>("get", "deployment", ...worker)).spec.replicas;

  test(
    "is seen to have work within two polling intervals of 500 items, and scaled to the ten pods for them",
    async () => {
      expect((await twin.up()).failures).toEqual([]);
      expect([await isActive(), await replicas()]).toEqual([false, 1]);
      expect((await twin.run("load", "--list", "ai-requests", "--items", "500")).code).toBe(0);
      await eventually(isActive, Boolean, 2 * polling);
      await eventually(replicas, (count) => count === 10, 240);
    },
    15 * 60_000,
  );
});

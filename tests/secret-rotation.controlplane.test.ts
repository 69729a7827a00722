import { eventually } from "./support/eventually";
import { buildTimeout, TestTwin } from "./support/twin";

const seconds = 15 * 60_000;
const namespace = ["--namespace", "development"];

interface ReadyPod {
  metadata: { uid: string };
  status: { containerStatuses?: { restartCount: number }[] };
}
interface Rollout {
  metadata: { name: string; annotations: Record<string, string> };
  spec: { template: unknown };
}

/**
 * Rotation inside the cluster: what External Secrets does to the Secret when a vault's secret has rotated makes no new pods. That
 * the app then takes the new value without losing a request is tested with the app, where its process runs.
 */
describe("a secret that rotates", () => {
  const twin = new TestTwin(".", "dev");
  beforeAll(() => TestTwin.build(), buildTimeout);
  afterAll(() => twin.remove());

  /** Everything that a rollout would change, and nothing that an autoscaler does. */
  async function running() {
    const pods = await twin.kubectl<{ items: ReadyPod[] }>("get", "pods", ...namespace);
    const deployments = await twin.kubectl<{ items: Rollout[] }>(
      ...["get", "deployments/ai-service", "deployments/agent-worker"],
      ...namespace,
    );
    const replicaSets = await twin.kubectl<{ items: Rollout[] }>("get", "replicasets", ...namespace);
    return {
      pods: pods.items.map(({ metadata, status }) => ({
        uid: metadata.uid,
        restarts: status.containerStatuses?.map(({ restartCount }) => restartCount),
      })),
      rollouts: deployments.items.map(({ metadata, spec }) => ({
        name: metadata.name,
        revision: metadata.annotations["deployment.kubernetes.io/revision"],
        template: spec.template,
      })),
      replicaSets: replicaSets.items.map(({ metadata }) => metadata.name).sort(),
    };
  }
  const secretVersion = async () => {
    const { metadata } = await twin.kubectl<{ metadata: { resourceVersion: string } }>(
      "get",
      "secret/ai-api-secrets",
      ...namespace,
    );
    return metadata.resourceVersion;
  };

  test(
    "leaves pods, templates and rollouts as they are, and the next up finds no Deployment to change",
    async () => {
      expect((await twin.up()).failures).toEqual([]);
      await twin.kubectl(
        ...["create", "secret", "generic", "ai-api-secrets", ...namespace],
        "--from-literal=holysheep-api-key=key-one",
      );
      // An autoscaler may just have asked for another pod, whose containers have no status yet.
      const before = await eventually(running, ({ pods }) => pods.every(({ restarts }) => restarts !== undefined), 60);
      const firstVersion = await secretVersion();
      expect(before.pods.length).toBeGreaterThan(0);
      expect(before.rollouts).toHaveLength(2);

      const patch = JSON.stringify({ stringData: { "holysheep-api-key": "key-two" } });
      await twin.kubectl("patch", "secret", "ai-api-secrets", ...namespace, "--patch", patch);
      // The controller that would roll out has acted on what came after.
      await twin.kubectl(
        "create",
        "deployment",
        "barrier",
        "--image",
        "none",
        "--replicas",
        "0",
        "--namespace",
        "default",
      );
      await eventually(
        () =>
          twin.kubectl<{ items: unknown[] }>(
            "get",
            "replicasets",
            "--namespace",
            "default",
            "--selector",
            "app=barrier",
          ),
        ({ items }) => items.length === 1,
        60,
      );

      expect(await secretVersion()).not.toBe(firstVersion);
      const after = await running();
      expect(after.pods).toEqual(expect.arrayContaining(before.pods));
      expect(after.rollouts).toEqual(before.rollouts);
      expect(after.replicaSets).toEqual(before.replicaSets);
      const { code, changes } = await twin.up();
      expect(code).toBe(0);
      expect(changes.filter(({ type }) => type.endsWith(":Deployment"))).toEqual([]);
      expect((await running()).rollouts).toEqual(before.rollouts);
    },
    seconds,
  );

  test(
    "is mounted as a whole folder by every pod that needs it: the kubelet renews no file that is mounted alone",
    async () => {
      interface Mounts {
        volumes: { name: string; secret?: { secretName: string } }[];
        containers: { volumeMounts: { name: string; subPath?: string }[] }[];
      }
      for (const name of ["ai-service", "agent-worker"]) {
        const { spec } = await twin.kubectl<{ spec: { template: { spec: Mounts } } }>(
          "get",
          `deployment/${name}`,
          ...namespace,
        );
        const { volumes, containers } = spec.template.spec;
        const volume = volumes.find(({ secret }) => secret?.secretName === "ai-api-secrets");
        expect(volume).toBeDefined();
        const mounts = containers
          .flatMap(({ volumeMounts }) => volumeMounts)
          .filter((candidate) => candidate.name === volume!.name);
        expect(mounts).toHaveLength(1);
        expect(mounts[0]).not.toHaveProperty("subPath");
      }
    },
    seconds,
  );
});

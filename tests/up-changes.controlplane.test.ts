import * as fs from "node:fs";
import { buildTimeout, TestTwin } from "./support/twin";

interface AppliedObject {
  kind: string;
  metadata: { name: string; uid: string; generation?: number; managedFields: { manager: string; time: string }[] };
}

/** What `up` does from one run to the next, seen on a small platform: a pool, a namespace, a Deployment, a Secret. */
describe("up, again and again", () => {
  const twin = new TestTwin("tests/fixtures/small-platform", "dev");
  beforeAll(() => TestTwin.build(), buildTimeout);
  afterAll(() => twin.remove());
  const seconds = 15 * 60_000;
  /** What `up` has written of each object and when: its status is the controllers' affair. */
  const applied = async () => {
    const { items } = await twin.kubectl<{ items: AppliedObject[] }>(
      ...["get", "deployment,secret,configmap", "--namespace", "shop", "--show-managed-fields"],
    );
    return items.map(({ kind, metadata: { name, uid, generation, managedFields } }) => ({
      ...{ kind, name, uid, generation },
      fields: managedFields.filter(({ manager }) => manager === "breakwater"),
    }));
  };
  const told = ({ changes }: Awaited<ReturnType<TestTwin["up"]>>) =>
    changes.map(({ action, type, name }) => `${action} ${type.split(":").at(-1)} ${name}`);

  test(
    "brings everything up from nothing",
    async () => {
      const report = await twin.up();
      expect(report).toMatchObject({
        code: 0,
        ok: true,
        origin: "created",
        failures: [],
        summary: "7 changes: 7 created; 0 unchanged",
      });
      expect(report.platform.workloads).toMatchObject([{ name: "shop", available: 1, complete: true }]);
      expect(report.platform.pools.map(({ name, nodes }) => [name, nodes.length])).toEqual([
        ["system1", 1],
        ["pool1", 1],
      ]);
    },
    seconds,
  );

  test(
    "changes nothing the second time",
    async () => {
      const before = await applied();
      expect(before.flatMap(({ fields }) => fields)).toHaveLength(3);
      expect(await twin.up()).toMatchObject({
        code: 0,
        origin: "running",
        changes: [],
        summary: "0 changes; 7 unchanged",
      });
      expect(await applied()).toEqual(before);
    },
    seconds,
  );

  test(
    "shows a changed setting property by property, and no secret",
    async () => {
      const report = await twin.up({ image: "shop:2", password: "hunter2", nodes: 2 });
      expect(report.changes.map(({ name, properties }) => [name, ...properties])).toEqual([
        ["pool", { path: "count", before: 1, after: 2 }],
        ["shop", { path: "spec.template.spec.containers[0].image", before: "shop:1", after: "shop:2" }],
        ["key", { path: "data.password", before: "[secret]", after: "[secret]" }],
      ]);
      expect(report.platform.pools[1]?.nodes).toHaveLength(2);
      const secret = await twin.kubectl<{ data: { password: string } }>("get", "secret", "key", "--namespace", "shop");
      expect(Buffer.from(secret.data.password, "base64").toString()).toBe("hunter2");
      expect(fs.readFileSync(`${twin.folder}/state.json`, "utf8")).not.toMatch(/hunter2|aHVudGVyMg/);
    },
    seconds,
  );

  test(
    "deletes what the program no longer has, and the nodes that its pool no longer has",
    async () => {
      const report = await twin.up({ image: "shop:2", password: "hunter2", motd: false });
      expect(told(report)).toEqual(["update AgentPool pool", "delete ConfigMap motd"]);
      await expect(twin.kubectl("get", "configmap", "motd", "--namespace", "shop")).rejects.toThrow(
        'configmaps "motd" not found',
      );
      expect(report.platform.pools[1]?.nodes).toHaveLength(1);
      expect(report.ok).toBe(true);
    },
    seconds,
  );

  test(
    "replaces an object whose immutable field changed",
    async () => {
      expect(told(await twin.up({ image: "shop:2", password: "hunter2", motd: false, app: "boutique" }))).toEqual([
        "replace Deployment shop",
      ]);
    },
    seconds,
  );

  describe("with an object that the API server refuses", () => {
    const urn = "urn:pulumi:dev::small-platform::kubernetes:apps/v1:Deployment::shop";
    const words =
      'Deployment.apps "shop" is invalid: spec.template.spec.containers[0].ports[0].containerPort: Invalid value: 99999';
    const settled = { image: "shop:2", password: "hunter2", app: "boutique" };

    test(
      "says which and why in the server's own words, applies the rest and leaves the object as it was",
      async () => {
        const report = await twin.up({ ...settled, port: 99999 });
        expect(report.code).toBe(1);
        expect(report.failures).toMatchObject([{ urn, message: expect.stringContaining(words) }]);
        expect(report.stderr).toContain(urn);
        expect(report.stderr).toContain(words);
        expect(told(report)).toEqual(["create ConfigMap motd"]);
        expect(report.platform.workloads).toMatchObject([{ name: "shop", complete: true }]);
      },
      seconds,
    );

    test(
      "goes on as if nothing had happened once it is mended",
      async () => expect(await twin.up(settled)).toMatchObject({ code: 0, changes: [] }),
      seconds,
    );
  });

  test(
    "makes no nodes of a VM size that it does not know, and says so",
    async () => {
      const report = await twin.up({
        image: "shop:2",
        password: "hunter2",
        app: "boutique",
        vmSize: "Standard_D7s_v5",
      });
      expect(report).toMatchObject({
        code: 1,
        failures: [
          { message: expect.stringContaining("does not know what the VM size Standard_D7s_v5 of pool pool1 offers") },
        ],
      });
    },
    seconds,
  );

  test(
    "says in the scheduler's words why a pod has no node, and ends with 1 before its time is up",
    async () => {
      const report = await twin.up({ image: "shop:2", password: "hunter2", app: "boutique", cpu: "99" });
      expect(report).toMatchObject({ code: 1, ok: false, failures: [] });
      expect(report.platform.unscheduled).toMatchObject([
        { namespace: "shop", state: "Pending", reason: expect.stringContaining("Insufficient cpu") },
      ]);
    },
    seconds,
  );

  test(
    "leaves after down no process and no file, and says so when there is nothing",
    async () => {
      expect(twin.processes()).toHaveLength(5);
      const { code, stdout } = await twin.run("down");
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^Stopped 5 processes and removed /) });
      expect(twin.processes()).toEqual([]);
      expect(fs.existsSync(twin.stateFolder)).toBe(false);
      expect(await twin.run("down")).toMatchObject({
        code: 0,
        stdout: "There is no twin of stack dev: nothing to stop.\n",
      });
      expect(await twin.run("status", "--json")).toMatchObject({
        code: 1,
        stdout: expect.stringContaining('"running": false'),
      });
    },
    seconds,
  );
});

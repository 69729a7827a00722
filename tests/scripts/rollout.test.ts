import { ScriptedProject, type StandInAnswer } from "../support/stand-in-commands";

const image = `ai-service@sha256:${"ab".repeat(32)}`;
const answers: StandInAnswer[] = [
  { match: "^az account show" },
  { match: "^pulumi stack output image --stack dev$", stdout: `${image}\n` },
  { match: "^pulumi stack output aiService --stack dev$", stdout: "http://ai-service.development.svc\n" },
  { match: "^pulumi stack output kubeconfig --show-secrets --stack dev$", stdout: "apiVersion: v1\n" },
  { match: "^kubectl --namespace development rollout status", stdout: "successfully rolled out\n" },
  { match: "^kubectl --namespace development get pods" },
  {
    match: "^kubectl --namespace development get deployment",
    stdout: `docker.io/envoyproxy/envoy:v1 cr.azurecr.io/${image}`,
  },
];

describe("rollout.sh", () => {
  let project: ScriptedProject;
  beforeEach(() => (project = new ScriptedProject(answers)));
  afterEach(() => project.dispose());

  test("waits for each Deployment of the app, in the namespace of its stack", async () => {
    const { exitCode, stderr } = await project.run("rollout.sh", ["--stack", "dev", "--minutes", "5"]);
    expect({ exitCode, last: stderr.trim().split("\n").at(-1) }).toEqual({
      exitCode: 0,
      last: `The app runs ${image} in development.`,
    });
    expect(project.calls().filter((line) => line.includes("rollout status"))).toEqual(
      ["ai-service", "agent-worker"].map(
        (name) => `kubectl --namespace development rollout status deployment/${name} --timeout 5m`,
      ),
    );
    expect(project.changes()).toEqual([]);
  });

  test("fails where pods do not start, and shows them", async () => {
    const { exitCode, stderr } = await project.run(
      "rollout.sh",
      [],
      [
        { match: "rollout status deployment/agent-worker", exitCode: 1 },
        { match: "get pods", stdout: "agent-worker-1 ImagePullBackOff\n" },
      ],
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain("ImagePullBackOff");
    expect(stderr).toContain(`development/agent-worker does not run ${image} after 15 min. Why: kubectl --namespace`);
  });

  test("fails where an older image runs", async () => {
    const { exitCode, stderr } = await project.run(
      "rollout.sh",
      [],
      [{ match: "get deployment", stdout: "cr.azurecr.io/ai-service:0.1.0" }],
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `runs cr.azurecr.io/ai-service:0.1.0, and the stack names ${image}. Run: pulumi up --stack dev`,
    );
  });

  test.each([
    ["the cluster cannot be asked", { match: "kubeconfig", exitCode: 255 }, "does not tell the kubeconfig"],
    ["the stack is not deployed", { match: "stack output image", exitCode: 255 }, 'no output "image"'],
  ])("fails where %s", async (_case, answer, complaint) => {
    const { exitCode, stderr } = await project.run("rollout.sh", [], [answer]);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(complaint) as string });
  });

  test.each(["0", "-1", "1.5", "ten"])("takes %s for no number of minutes", async (minutes) => {
    expect(await project.run("rollout.sh", [`--minutes`, minutes])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(`it is "${minutes}"`) as string,
    });
  });

  // The system may have a kubectl of its own.
  test("says that kubelogin is missing", async () => {
    project.remove("kubelogin");
    expect(await project.run("rollout.sh", [])).toMatchObject({
      exitCode: 1,
      stderr: "rollout.sh: kubelogin is not on PATH. It comes from az aks install-cli\n",
    });
  });
});

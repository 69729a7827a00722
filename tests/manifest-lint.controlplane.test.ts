import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lintReason } from "../components/kubernetes/lint-exemptions";
import { ensurePrograms, type ProgramSet } from "../twin/controlplane";
import { breakwater } from "./support/breakwater";
import { buildTimeout } from "./support/twin";

/** A public linter of Kubernetes manifests. */
const kubeScore: ProgramSet = {
  title: "kube-score",
  cacheName: "kube-score",
  folder: join(__dirname, "kube-score"),
  binaries: [{ name: "kube-score", package: "github.com/zegl/kube-score/cmd/kube-score", seconds: 60 }],
  stamps: () => [],
};

/** What kube-score says of one object. */
interface Judged {
  type_meta: { kind: string };
  object_meta: { name: string; namespace?: string; annotations?: Record<string, string> };
  checks: { check: { id: string }; grade: number; skipped: boolean }[];
}

/** Grade of kube-score that means critical. */
const criticalGrade = 1;

/** What kube-score looks at only when asked, and we hold too. */
const optional = [
  "container-seccomp-profile",
  "container-ports-check",
  "container-ephemeral-storage-request-equals-limit",
];

describe.each(["dev", "prod"])("kube-score over the manifests of %s", (stack) => {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-lint-"));
  let program: string;
  beforeAll(async () => {
    const quiet = { onProgress: () => undefined, signal: new AbortController().signal };
    program = join((await ensurePrograms(kubeScore, quiet)).folder, "kube-score");
    const { exitCode, stderr } = await breakwater(["render", "--stack", stack, "--out", folder]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  }, buildTimeout);
  afterAll(() => rmSync(folder, { recursive: true }));

  const judged = (...more: string[]): Judged[] => {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".yaml") && !file.startsWith("helm/"))
      .map((file) => join(folder, file));
    const options = ["--output-format=json", "--kubernetes-version=v1.35"];
    const asked = optional.map((check) => `--enable-optional-test=${check}`);
    try {
      return JSON.parse(String(execFileSync(program, ["score", ...options, ...asked, ...more, ...files]))) as Judged[];
    } catch (error) {
      // It exits with 1 where something is critical.
      const { stdout, stderr } = error as { stdout: Buffer; stderr: Buffer };
      if (stdout.length === 0) throw new Error(String(stderr), { cause: error });
      return JSON.parse(String(stdout)) as Judged[];
    }
  };
  const nameOf = ({ type_meta: { kind }, object_meta: { name, namespace = "" } }: Judged) =>
    `${kind} ${namespace}/${name}`;
  const critical = (objects: Judged[]) =>
    objects.flatMap((object) =>
      object.checks
        .filter(({ grade, skipped }) => grade === criticalGrade && !skipped)
        .map(({ check }) => `${nameOf(object)}: ${check.id}`),
    );

  test("finds nothing critical, and has looked at every Deployment", () => {
    const objects = judged();
    const deployments = objects.filter(({ type_meta: { kind } }) => kind === "Deployment");
    const own = stack === "prod" ? "warm-buffer" : "redis";
    expect(deployments.map((deployment) => deployment.object_meta.name).sort()).toEqual(
      ["agent-worker", "ai-service", "vllm", own].sort(),
    );
    expect(critical(objects)).toEqual([]);
  });

  test("each exemption is one that is needed, and says why", () => {
    const objects = judged("--disable-ignore-checks-annotations");
    const exempted = objects.flatMap((object) =>
      Object.entries(object.object_meta.annotations ?? {})
        .filter(([annotation]) => annotation.startsWith(lintReason))
        .map(([annotation, reason]) => {
          expect(reason.length).toBeGreaterThan(20);
          return `${nameOf(object)}: ${annotation.slice(lintReason.length)}`;
        }),
    );
    expect(exempted.sort()).toEqual(critical(objects).sort());
  });
});

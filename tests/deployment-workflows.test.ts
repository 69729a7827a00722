import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { commentMark } from "../twin/diff/markdown";
import { root } from "./support/breakwater";
import type { Job } from "./workflows/pipelines";
import { jobsOf, needsOf, pipelinesOf, pipelineTexts, shellOf } from "./workflows/pipelines";
import { loginAction } from "./workflows/rules";

/** How a commit comes to Azure: what is built once, what is deployed, by which identity. */

const read = (file: string): string => fs.readFileSync(path.join(root, file), "utf8");
const pipelines = pipelinesOf(pipelineTexts());
const [ci, drift, preview, comment] = [
  "workflows/ci.yml",
  "workflows/drift.yml",
  "workflows/preview.yml",
  "workflows/preview-comment.yml",
].map((name) => pipelines.find(({ file }) => file === `.github/${name}`)!);
const { test: tests, image, dev: toDev, prod: toProd } = ci!.jobs;
const places = ({ steps = [] }: Job, text: string): number[] =>
  steps.flatMap(({ run = "" }, place) => (run.includes(text) ? [place] : []));

describe("the tests", () => {
  test("are `make test`, with all that it needs, where a skipped test is a failed one", () => {
    expect(tests!.env).toMatchObject({ BREAKWATER_NO_SKIPS: "1", BREAKWATER_BINARIES: "build" });
    expect(shellOf(tests!)).toContain("kernel.apparmor_restrict_unprivileged_userns=0");
    expect(tests!.steps!.at(-1)!.run).toBe("make test");
    expect(read("Makefile")).toMatch(/^test: .*\n\t.*tests\/run-all\.mjs \$\(STAGES\)$/m);
  });

  test("install no service, which would hold a port that the twin takes", () => {
    expect(shellOf(tests!)).not.toMatch(/apt-get|systemctl/);
  });

  test("run whole on one Node, and what needs no control plane on the oldest and the newest", () => {
    const legs = tests!.strategy!.matrix["include"] as { node: string; stages: string }[];
    const [oldest] = /\d+/.exec((JSON.parse(read("package.json")) as { engines: { node: string } }).engines.node)!;
    expect(tests!.strategy!["fail-fast"]).toBe(false);
    expect(legs.map(({ node, stages }) => [node, stages === ""])).toEqual([
      ["24", true],
      [oldest, false],
      ["latest", false],
    ]);
    const known = [...read("tests/run-all.mjs").matchAll(/name: "([\w-]+)"/g)].map(([, name]) => name);
    for (const { stages } of legs.slice(1)) {
      expect(known).toEqual(expect.arrayContaining(stages.split(" ")));
      expect(stages).not.toContain("controlplane");
    }
    expect(tests!.steps!.find(({ uses = "" }) => uses.startsWith("actions/setup-node@"))!.with).toMatchObject({
      "node-version": "${{ matrix.node }}",
    });
  });
});

describe("what is deployed", () => {
  test("goes from the tests over one image and dev to prod", () => {
    expect([image, toDev, toProd].map((job) => needsOf(job!))).toEqual([["test"], ["image"], ["image", "dev"]]);
    // The environment's reviewers approve.
    expect([toDev!.environment, toProd!.environment]).toEqual(["dev", "prod"]);
  });

  test("is one image, which is built in one place", () => {
    const builds = jobsOf(pipelines).flatMap(({ pipeline, name, job: { steps = [] } }) =>
      steps
        .filter(({ run = "" }) => /push\.sh(?!.*--digest)|acr build|--push\b/.test(run))
        .map(({ run }) => `${pipeline.file} ${name}: ${run}`),
    );
    expect(builds).toEqual([".github/workflows/ci.yml image: scripts/push.sh --stack dev --local"]);
  });

  test("goes on by its digest, which each stack must have before `pulumi up`", () => {
    expect(image!.outputs).toEqual({ digest: "${{ steps.pushed.outputs.digest }}" });
    for (const [job, command] of [
      [toDev, 'scripts/push.sh --stack dev --digest "$DIGEST" --forward'],
      [toProd, 'scripts/push.sh --stack prod --from dev --digest "$DIGEST" --forward'],
    ] as const) {
      const [pin] = places(job!, command);
      expect(job!.steps![pin!]).toMatchObject({ run: command, env: { DIGEST: "${{ needs.image.outputs.digest }}" } });
      // Whether this would go back is asked of git's history.
      const checkout = job!.steps!.find(({ uses = "" }) => uses.startsWith("actions/checkout@"));
      expect(checkout!.with!["fetch-depth"]).toBe(0);
      const stack = job!.environment!;
      expect(places(job!, `pulumi up --yes --stack ${stack} --policy-pack policies`)).toEqual([pin! + 1]);
    }
  });

  test("must run in dev before prod is asked for: Pulumi does not wait for pods", () => {
    for (const job of [toDev, toProd])
      expect(job!.steps!.at(-1)!.run).toBe(`scripts/rollout.sh --stack ${job!.environment}`);
  });

  test("has a digest that is read where push.sh writes it", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-output-"));
    const digest = `sha256:${"ab".repeat(32)}`;
    fs.writeFileSync(
      path.join(folder, "pulumi"),
      `#!/bin/sh\n[ "$*" = "config get image --stack dev" ] && echo ai-service@${digest}\n`,
      {
        mode: 0o755,
      },
    );
    const output = path.join(folder, "output");
    const { run } = image!.steps!.find(({ id }) => id === "pushed")!;
    const env = { PATH: `${folder}:${process.env["PATH"]}`, GITHUB_OUTPUT: output };
    expect(spawnSync("bash", ["-e", "-o", "pipefail", "-c", run!], { env }).status).toBe(0);
    expect(fs.readFileSync(output, "utf8")).toBe(`digest=${digest}\n`);
    fs.rmSync(folder, { recursive: true });
  });

  test("is what a preview and the search for drift compare with: the deployed image", () => {
    const pin = 'pulumi config set image "$(pulumi stack output image --stack "$STACK")" --stack "$STACK"';
    for (const job of [preview!.jobs["pulumi"]!, drift!.jobs["drift"]!]) {
      const [place] = places(job, pin);
      expect(places(job, 'pulumi preview --stack "$STACK"')).toEqual([place! + 1]);
      expect(job.strategy!.matrix["stack"]).toEqual(["dev", "prod"]);
    }
    expect(read("infra/index.ts")).toMatch(/^export const image = /m);
  });

  test("is compared with Azure every night, and any difference is a failure", () => {
    expect(Object.keys(drift!.on)).toEqual(["schedule", "workflow_dispatch"]);
    expect(shellOf(drift!.jobs["drift"]!)).toContain("--refresh --expect-no-changes");
  });
});

describe("who looks", () => {
  const identities = jobsOf(pipelines)
    .filter(({ job: { steps = [] } }) => steps.some(({ uses }) => uses === loginAction))
    .map(({ pipeline, name, job }) => {
      const login = job.steps!.find(({ uses }) => uses === loginAction)!;
      return [`${pipeline.file.split("/").at(-1)} ${name}`, String(login.with!["client-id"]), job.environment];
    });

  test("is never who deploys: each job logs in as one identity, in an environment of its own", () => {
    const [deploys, reads] = ["${{ vars.AZURE_CLIENT_ID }}", "${{ vars.AZURE_PREVIEW_CLIENT_ID }}"];
    expect(identities).toEqual([
      ["ci.yml image", deploys, "dev"],
      ["ci.yml dev", deploys, "dev"],
      ["ci.yml prod", deploys, "prod"],
      ["drift.yml drift", reads, "${{ matrix.stack }}-drift"],
      ["preview.yml pulumi", reads, "preview"],
    ]);
  });

  test("is nobody where nobody set it up: an empty variable skips the job", () => {
    expect(image!.if).toContain("vars.AZURE_CLIENT_ID != ''");
    for (const job of [drift!.jobs["drift"]!, preview!.jobs["pulumi"]!])
      expect(job.if).toContain("vars.AZURE_PREVIEW_CLIENT_ID != ''");
  });

  test("makes a pull request's comment without credentials, by the command that makes it locally", () => {
    const { diff } = preview!.jobs;
    expect(diff!.permissions).toEqual({ contents: "read" });
    expect(shellOf(diff!)).toContain("make --silent preview");
  });

  test("posts it by a mark by which it is found again, in a workflow that runs nothing of the pull request", () => {
    expect(Object.keys(comment!.on)).toEqual(["workflow_run"]);
    const script = String(comment!.jobs["comment"]!.steps!.at(-1)!.with!["script"]);
    expect(script).toContain(`const mark = "${commentMark}"`);
  });
});

import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { commentMark } from "../twin/diff/markdown";

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, string>;
}
interface Job {
  uses?: string;
  if?: string;
  needs?: string;
  environment?: string;
  with?: Record<string, string>;
  strategy?: { matrix: { stack: string[] } };
  permissions?: Record<string, string>;
  "timeout-minutes"?: number;
  steps?: Step[];
}
interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  concurrency?: { group: string; "cancel-in-progress": boolean };
  jobs: Record<string, Job>;
}

const folder = path.join(__dirname, "../.github/workflows");
const workflows = fs.readdirSync(folder).map((file) => {
  const text = fs.readFileSync(path.join(folder, file), "utf8");
  return { file, text, workflow: parse(text) as Workflow };
});
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps = [] }) => steps);

describe.each(workflows)("$file", ({ workflow, text }) => {
  test("pins each action by commit, with the version beside it", () => {
    for (const [line] of text.matchAll(/uses: .*/g)) {
      expect(line).toMatch(/uses: (\.\/\.github\/workflows\/[\w-]+\.yml$|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d)/);
    }
  });

  test("has no permission but those that it names, and writes nothing to the repository", () => {
    const all = [workflow.permissions, ...Object.values(workflow.jobs).map(({ permissions }) => permissions ?? {})];
    for (const permissions of all) {
      expect(typeof permissions).toBe("object");
      expect(permissions.contents ?? "none").not.toBe("write");
    }
  });

  test("bounds each job in time, and keeps no credentials in the checkout", () => {
    for (const job of Object.values(workflow.jobs))
      if (job.steps) expect(job["timeout-minutes"]).toBeLessThanOrEqual(120);
    for (const { uses, with: options } of stepsOf(workflow)) {
      if (uses?.startsWith("actions/checkout@")) expect(options).toMatchObject({ "persist-credentials": false });
    }
  });

  test("has a concurrency group, of its own or of the workflow that its jobs call", () => {
    const called = Object.values(workflow.jobs).flatMap(({ uses }) => uses ?? []);
    if (called.length === 0) expect(workflow.concurrency?.group).toMatch(/\$\{\{/);
    else expect(called.every((name) => name === "./.github/workflows/pulumi.yml")).toBe(true);
  });

  test("asks for a token of Azure's login only where it logs in", () => {
    for (const { permissions, steps = [], uses } of Object.values(workflow.jobs)) {
      const logsIn = uses !== undefined || steps.some((step) => step.uses?.startsWith("azure/login@"));
      if (!logsIn) expect(permissions?.["id-token"]).toBeUndefined();
    }
  });

  test("runs Pulumi only with kubelogin on the PATH and the cluster's token in hand", () => {
    for (const { steps = [] } of Object.values(workflow.jobs)) {
      const place = steps.findIndex(({ uses }) => uses?.startsWith("pulumi/actions@"));
      if (place < 0) continue;
      const before = steps.slice(0, place).map(({ uses, run }) => uses ?? run ?? "");
      const login = before.findIndex((name) => name.startsWith("azure/login@"));
      expect(before.findIndex((name) => name.includes("az aks install-cli"))).toBeGreaterThan(login);
      expect(before.findIndex((name) => name.includes("az account get-access-token"))).toBeGreaterThan(login);
    }
  });

  test("lets no text of a pull request into a shell", () => {
    for (const { run = "" } of stepsOf(workflow)) expect(run).not.toContain("${{");
  });
});

describe("the comment on a pull request", () => {
  const [comment] = workflows.filter(({ file }) => file === "preview-comment.yml");
  const [preview] = workflows.filter(({ file }) => file === "preview.yml");

  test("is posted by a workflow that checks nothing out and runs nothing of the pull request", () => {
    expect(Object.keys(comment!.workflow.on)).toEqual(["workflow_run"]);
    for (const { uses = "", run } of stepsOf(comment!.workflow)) {
      expect(uses).not.toContain("actions/checkout");
      expect(run).toBeUndefined();
    }
  });

  test("is written by a job without credentials, by the command that makes it locally", () => {
    const { diff } = preview!.workflow.jobs;
    expect({ ...preview!.workflow.permissions, ...diff!.permissions }).toEqual({ contents: "read" });
    expect(JSON.stringify(diff)).not.toMatch(/secrets\.|id-token/);
    expect(diff!.steps!.some(({ run }) => run?.includes("make --silent preview"))).toBe(true);
  });

  test("bears the mark by which it is found again", () => {
    expect(comment!.text).toContain(`const mark = "${commentMark}"`);
  });

  test("gets Azure's login only for pull requests of the repository itself", () => {
    const { pulumi } = preview!.workflow.jobs;
    expect(pulumi!.if).toContain("github.event.pull_request.head.repo.full_name == github.repository");
  });
});

describe("deploy.yml", () => {
  const { jobs } = workflows.find(({ file }) => file === "deploy.yml")!.workflow;
  const pulumi = workflows.find(({ file }) => file === "pulumi.yml")!.workflow;

  test("goes from dev to prod, each in the environment of its name, whose reviewers approve", () => {
    expect(jobs["prod"]).toMatchObject({ needs: "dev", with: { stack: "prod", command: "up" } });
    expect(pulumi.jobs["run"]!.environment).toContain("${{ inputs.stack }}");
  });

  test("is never cut off in the middle, and one at a time on a stack", () => {
    expect(pulumi.concurrency).toEqual({ group: "pulumi-${{ inputs.stack }}", "cancel-in-progress": false });
  });

  test("looks for drift on a schedule, in both stacks, and fails on any", () => {
    expect(jobs["drift"]!.if).toContain("github.event_name != 'workflow_run'");
    expect(jobs["drift"]!.strategy?.matrix.stack).toEqual(["dev", "prod"]);
    const step = stepsOf(pulumi).findLast(({ uses }) => uses?.startsWith("pulumi/actions@"))!;
    expect(step.with).toMatchObject({ policyPacks: "policies" });
    for (const key of ["refresh", "expect-no-changes"])
      expect(step.with?.[key]).toBe("${{ inputs.command == 'preview' }}");
  });
});

import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { root } from "./support/breakwater";

/** How a commit comes to Azure: what must have passed, what is deployed, by which identity, with which versions. */

interface Step {
  name?: string;
  uses?: string;
  run?: string;
  if?: string;
  with?: Record<string, string>;
}
interface Job {
  if?: string;
  env?: Record<string, string>;
  with?: Record<string, string>;
  steps?: Step[];
}
interface Workflow {
  name: string;
  on: Record<string, { workflows?: string[]; branches?: string[]; types?: string[] } | null>;
  concurrency?: { group: string; "cancel-in-progress": boolean | string };
  jobs: Record<string, Job>;
}

const read = (file: string): string => fs.readFileSync(path.join(root, file), "utf8");
const workflow = (name: string): Workflow => parse(read(`.github/workflows/${name}.yml`)) as Workflow;
const [ci, deploy, pulumi, preview] = ["ci", "deploy", "pulumi", "preview"].map(workflow);
const stepsOf = ({ jobs }: Workflow): Step[] => Object.values(jobs).flatMap(({ steps = [] }) => steps);
const runs = (job: Workflow): string =>
  stepsOf(job)
    .map(({ run = "" }) => run)
    .join("\n");

describe("ci.yml", () => {
  test("takes a skipped test for a failed one, and has what the tests need", () => {
    expect(ci!.jobs["test"]!.env).toMatchObject({ BREAKWATER_NO_SKIPS: "1" });
    expect(runs(ci!)).toMatch(/apt-get install .*redis-server prometheus/);
    expect(runs(ci!)).toContain("kernel.apparmor_restrict_unprivileged_userns=0");
  });

  test("leaves no Prometheus of the system's on port 9090 of every address", () => {
    expect(runs(ci!)).toMatch(/systemctl disable --now .*\bprometheus\b/);
  });

  test("is cut off by a newer commit of a pull request, and never on main", () => {
    expect(ci!.concurrency!["cancel-in-progress"]).toBe("${{ github.event_name == 'pull_request' }}");
  });
});

describe("what is deployed", () => {
  const { dev, prod } = deploy!.jobs;

  test("is a commit of main that ci has passed", () => {
    expect(Object.keys(deploy!.on)).toEqual(["workflow_run", "schedule", "workflow_dispatch"]);
    expect(deploy!.on["workflow_run"]).toEqual({ workflows: [ci!.name], types: ["completed"], branches: ["main"] });
    for (const condition of [
      "github.event_name == 'workflow_run'",
      "github.event.workflow_run.conclusion == 'success'",
      // A fork's branch may be called main too.
      "github.event.workflow_run.event == 'push'",
      "github.event.workflow_run.head_repository.full_name == github.repository",
    ])
      expect(dev!.if!.split(/\s*&&\s*/).map((part) => part.trim())).toContain(condition);
  });

  test("is that very commit, in both stacks", () => {
    for (const job of [dev, prod]) expect(job!.with!["ref"]).toBe("${{ github.event.workflow_run.head_sha }}");
    const checkout = stepsOf(pulumi!).find(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkout!.with!["ref"]).toBe("${{ inputs.ref }}");
  });

  test("has its image pushed and pinned before `pulumi up`; prod takes dev's, byte for byte", () => {
    const steps = stepsOf(pulumi!);
    const up = steps.findIndex((step) => step.uses?.startsWith("pulumi/actions@") && step.with?.["command"]);
    const before = (text: string) => steps.slice(0, up).filter(({ run }) => run?.includes(text));
    expect(before("scripts/push.sh").map((step) => [step.if, step.run])).toEqual([
      ["inputs.command == 'up' && inputs.image-from == ''", 'scripts/push.sh --stack "$STACK"'],
      ["inputs.command == 'up' && inputs.image-from != ''", 'scripts/push.sh --stack "$STACK" --from "$IMAGE_FROM"'],
    ]);
    expect([dev!.with!["image-from"], prod!.with!["image-from"]]).toEqual([undefined, "dev"]);
  });

  test("is what a preview and the search for drift compare with: the deployed image", () => {
    const pin = 'pulumi config set image "$(pulumi stack output image --stack "$STACK")" --stack "$STACK"';
    expect(stepsOf(pulumi!).find(({ run }) => run === pin)!.if).toBe("inputs.command == 'preview'");
    expect(stepsOf(preview!).filter(({ run }) => run === pin)).toHaveLength(1);
    expect(read("infra/index.ts")).toMatch(/^export const image = /m);
  });
});

describe("who looks", () => {
  test("at a pull request is not who deploys", () => {
    expect(read(".github/workflows/preview.yml")).not.toContain("vars.AZURE_CLIENT_ID");
    expect(read(".github/workflows/preview.yml")).toContain("client-id: ${{ vars.AZURE_PREVIEW_CLIENT_ID }}");
  });

  test("for drift is not who deploys either", () => {
    const identity = "${{ inputs.command == 'preview' && vars.AZURE_PREVIEW_CLIENT_ID || vars.AZURE_CLIENT_ID }}";
    expect(pulumi!.jobs["run"]!.env!["ARM_CLIENT_ID"]).toBe(identity);
    const login = stepsOf(pulumi!).find(({ uses }) => uses?.startsWith("azure/login@"));
    expect(login!.with!["client-id"]).toBe(identity);
    // Otherwise an empty variable would make it the one that deploys.
    expect(deploy!.jobs["drift"]!.if).toContain("vars.AZURE_PREVIEW_CLIENT_ID != ''");
  });
});

describe("versions", () => {
  test("of Pulumi are the SDK's, wherever it runs", () => {
    const { dependencies } = JSON.parse(read("package.json")) as { dependencies: Record<string, string> };
    const steps = [...stepsOf(pulumi!), ...stepsOf(preview!)].filter(({ uses }) => uses?.startsWith("pulumi/actions@"));
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps) expect(step.with!["pulumi-version"]).toBe(dependencies["@pulumi/pulumi"]);
  });

  test("of kubectl and kubelogin are stated", () => {
    const installs = [pulumi, preview].map((entry) => runs(entry!).match(/az aks install-cli.*/)![0]);
    for (const line of installs)
      expect(line).toMatch(/^az aks install-cli --client-version \d+\.\d+\.\d+ --kubelogin-version v\d+\.\d+\.\d+$/);
  });

  test("are kept up to date: every ecosystem and every Go module has its line", () => {
    interface Updates {
      updates: { "package-ecosystem": string; directory?: string; directories?: string[] }[];
    }
    const { updates } = parse(read(".github/dependabot.yml")) as Updates;
    const folders = updates.flatMap(({ "package-ecosystem": kind, directory, directories = [directory!] }) =>
      directories.map((folder) => `${kind} ${folder}`),
    );
    const modules = goModules("tests").concat(goModules("twin"));
    expect(modules.length).toBeGreaterThan(3);
    expect(folders).toEqual(expect.arrayContaining([...modules, "npm /", "github-actions /", "docker /app"]));
  });
});

/** Every folder with a go.mod, as dependabot.yml names it. */
function goModules(folder: string): string[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "go.mod")
    .map((file) => `gomod /${path.join(folder, path.dirname(file))}`);
}

describe("the repository", () => {
  test("names owners only of what is there, and says how a weakness is reported", () => {
    const owned = read(".github/CODEOWNERS")
      .split("\n")
      .filter((line) => line.startsWith("/"));
    expect(owned.length).toBeGreaterThan(0);
    for (const line of owned) expect(fs.existsSync(path.join(root, line.split(" ")[0]!))).toBe(true);
    expect(read("SECURITY.md")).toContain("in private");
  });

  // `--selectProjects` takes every word that follows: a path there is a project that is not known, and everything is run, with UPDATE_GOLDEN everything
  // that this variable rewrites.
  test.each(["CONTRIBUTING.md", "README.md", "Makefile", "tests/plan.test.ts"])(
    "%s hands no path to jest's --selectProjects",
    (file) => {
      for (const [command] of read(file).matchAll(/jest .*--selectProjects.*/g))
        expect(command).not.toMatch(/--selectProjects (?!--)(?:\w+ )*\S*[/.]/);
    },
  );
});

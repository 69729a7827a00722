import type { Job, Pipeline } from "./pipelines";
import { ancestorsOf, conditionsOf, jobsOf, needsOf, shellOf } from "./pipelines";

/** What is wrong in the pipelines, a sentence each; nothing where the rule holds. */
export type Rule = (pipelines: Pipeline[]) => string[];

/** Longest time of a job, minutes. */
const longestJob = 120;

/** The local action that logs in to Azure. */
export const loginAction = "./.github/actions/stack";

const usesAction = ({ steps = [] }: Job, action: string): boolean =>
  steps.some(({ uses = "" }) => uses === action || uses.startsWith(`${action}@`));

const logsIn = (job: Job): boolean => usesAction(job, loginAction) || usesAction(job, "azure/login");

const changesStack = (job: Job): boolean => /\bpulumi (up|destroy|refresh)\b/.test(shellOf(job));

/** Whether a job has the identity that may change Azure, or a command that does. */
const deploys = (job: Job): boolean =>
  /vars\.AZURE_CLIENT_ID\b/.test(JSON.stringify({ ...job, if: undefined })) || changesStack(job);

const tests = (job: Job): boolean => /\bmake test\b/.test(shellOf(job));

const permissionsOf = ({ permissions = {} }: Job): Record<string, string> =>
  typeof permissions === "string" ? { all: permissions } : permissions;

/** What holds only where no pull request of a fork is at work. */
const keepsForksOut = [
  "github.event.pull_request.head.repo.full_name == github.repository",
  "github.event_name == 'push'",
];

/** Whether a job may run the code of a pull request from a fork. */
function mayRunFork(pipeline: Pipeline, name: string): boolean {
  if (!("pull_request" in pipeline.on)) return false;
  const chain = [name, ...ancestorsOf(pipeline, name)].map((link) => pipeline.jobs[link]!);
  return !chain.some((job) => conditionsOf(job).some((condition) => keepsForksOut.includes(condition)));
}

/** A problem of each job that a predicate picks. */
const eachJob =
  (problems: (job: Job, name: string, pipeline: Pipeline) => string[]): Rule =>
  (pipelines) =>
    jobsOf(pipelines).flatMap(({ pipeline, name, job }) =>
      problems(job, name, pipeline).map((problem) => `${pipeline.file}: ${name}: ${problem}`),
    );

const workflowJobs = (problems: (job: Job, name: string, pipeline: Pipeline) => string[]): Rule =>
  eachJob((job, name, pipeline) => (pipeline.kind === "workflow" ? problems(job, name, pipeline) : []));

/** An action is named by a commit, with its version beside it, and is the same everywhere. */
const pinned: Rule = (pipelines) => {
  const versions = new Map<string, string>();
  return pipelines.flatMap(({ file, uses }) =>
    uses.flatMap(({ name, comment }) => {
      if (name.startsWith("./.github/")) return [];
      const whole = `${name} # ${comment}`;
      if (!/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(whole)) return [`${file}: ${whole} is not pinned`];
      const action = name.split("@")[0]!;
      const first = versions.get(action) ?? whole;
      versions.set(action, first);
      return first === whole ? [] : [`${file}: ${whole} is ${first} elsewhere`];
    }),
  );
};

/** What prod's job may run on beside: a runner in prod's own network, which no other job may use, least of all a pull request's. */
const runnerOfProd = /^\$\{\{ vars\.PROD_RUNNER \|\| 'ubuntu-\d\d\.\d\d' \}\}$/;

/** A job has an end and a known system. */
const bounded = workflowJobs((job, name, { file }) => [
  ...((job["timeout-minutes"] ?? Infinity) <= longestJob ? [] : [`has no timeout of at most ${longestJob} minutes`]),
  ...(/^ubuntu-\d\d\.\d\d$/.test(job["runs-on"] ?? "") ||
  (`${file} ${name}` === ".github/workflows/ci.yml prod" && runnerOfProd.test(job["runs-on"] ?? ""))
    ? []
    : [`runs on ${job["runs-on"]}`]),
]);

/** A workflow grants nothing, and each job names what it needs; none may write what others rely on. */
const permissions: Rule = (pipelines) => [
  ...pipelines
    .filter(({ kind, permissions: granted }) => kind === "workflow" && JSON.stringify(granted) !== "{}")
    .map(({ file }) => `${file}: permissions is not {}`),
  ...workflowJobs((job) =>
    job.permissions === undefined
      ? ["names no permissions"]
      : Object.entries(permissionsOf(job))
          .filter(
            ([scope, level]) => level !== "read" && !(level === "write" && /^(id-token|pull-requests)$/.test(scope)),
          )
          .map(([scope, level]) => `may ${level} ${scope}`),
  )(pipelines),
];

/** What deploys has waited for every test, and for a push to main. */
const gated = workflowJobs((job, name, pipeline) => {
  if (tests(job) && ![undefined, false, "${{ matrix.node == 'latest' }}"].includes(job["continue-on-error"]))
    return ["passes although a test fails"];
  if (!deploys(job)) return [];
  const before = ancestorsOf(pipeline, name);
  const conditions = [name, ...before].flatMap((link) => conditionsOf(pipeline.jobs[link]!));
  return [
    ...(before.some((parent) => tests(pipeline.jobs[parent]!)) ? [] : ["deploys without a job that tests before it"]),
    ...["github.event_name == 'push'", "github.ref == 'refs/heads/main'"]
      .filter((condition) => !conditions.includes(condition))
      .map((condition) => `deploys also where not ${condition}`),
    ...(conditions.some((condition) => /\b(always|failure|cancelled)\(\)/.test(condition))
      ? ["starts although a job before it has failed"]
      : []),
  ];
});

/** What runs the code of a fork gets nothing that it could misuse, and what has rights runs no code of a fork. */
const forks: Rule = (pipelines) => [
  ...pipelines.flatMap(({ file, on }) => ("pull_request_target" in on ? [`${file}: runs on pull_request_target`] : [])),
  ...workflowJobs((job, name, pipeline) => {
    const text = JSON.stringify(job);
    const foreign = mayRunFork(pipeline, name);
    const rights = Object.entries(permissionsOf(job)).filter(([, level]) => level !== "read");
    return [
      ...(foreign ? rights.map(([scope, level]) => `runs a fork's code and may ${level} ${scope}`) : []),
      ...(foreign && /secrets\.|github\.token/.test(text) ? ["runs a fork's code and has a secret"] : []),
      ...(foreign && job.environment !== undefined ? ["runs a fork's code in an environment"] : []),
      ...("workflow_run" in pipeline.on && (usesAction(job, "actions/checkout") || shellOf(job) !== "")
        ? ["runs after a workflow of a pull request and runs code"]
        : []),
    ];
  })(pipelines),
];

/** No expression stands in a shell or in a script: what a pull request is called would be read as code. */
const shell = eachJob(({ steps = [] }) =>
  steps.flatMap(({ run = "", with: options = {} }) =>
    [run, String(options["script"] ?? "")].flatMap((text) =>
      text.includes("${{") ? [`an expression stands in the shell: ${/\$\{\{.*?\}\}/.exec(text)?.[0]}`] : [],
    ),
  ),
);

/** What `cancel-in-progress` must be: a newer commit ends the older run of a pull request, and nothing else ends a run. */
function cancels({ on }: Pipeline): boolean | string {
  if (!("pull_request" in on)) return false;
  return Object.keys(on).length === 1 ? true : "${{ github.event_name == 'pull_request' }}";
}

/** Runs of one pull request, and deployments of one stack, follow one another; nothing ends a run of main or a deployment. */
const concurrency: Rule = (pipelines) => [
  ...pipelines
    .filter(({ kind }) => kind === "workflow")
    .flatMap((pipeline) => {
      const { file, on, concurrency: { group, "cancel-in-progress": value } = { group: "" } } = pipeline;
      return [
        ...(group === "" ? [`${file}: has no concurrency group`] : []),
        ...(value === cancels(pipeline) ? [] : [`${file}: cancel-in-progress is ${value}, not ${cancels(pipeline)}`]),
        // In one group a third run would end the second, which waits.
        ...("push" in on && !group.includes("github.run_id") ? [`${file}: runs of main share the group ${group}`] : []),
      ];
    }),
  ...workflowJobs((job) => {
    if (!changesStack(job)) return [];
    const { group, "cancel-in-progress": value } = job.concurrency ?? { group: "" };
    return [
      ...(group === `stack-${job.environment}` ? [] : [`changes ${job.environment} in the group "${group}"`]),
      ...(value === false ? [] : ["may be cut off in the middle of a deployment"]),
    ];
  })(pipelines),
];

/** Credentials are where they are used, and nowhere else. */
const credentials = eachJob((job, _name, pipeline) => {
  const { steps = [] } = job;
  const identity = permissionsOf(job)["id-token"] === "write";
  const action = pipeline.kind === "action";
  const caches = steps.some(
    ({ uses = "", with: options = {} }) =>
      uses.startsWith("actions/cache@") ||
      (uses.startsWith("actions/setup-") && (options["cache"] || options["package-manager-cache"] !== false)),
  );
  return [
    ...steps
      .filter(
        ({ uses = "", with: options }) =>
          uses.startsWith("actions/checkout@") && options?.["persist-credentials"] !== false,
      )
      .map(() => "keeps credentials in the checkout"),
    ...(/secrets\./.test(JSON.stringify(job)) || job.secrets ? ["has a secret: identities need no password"] : []),
    ...(identity && !logsIn(job) ? ["may have a token of its identity and does not log in"] : []),
    ...(!action && logsIn(job) && !identity ? ["logs in without the right to a token"] : []),
    ...(identity && job.environment === undefined ? ["logs in outside any environment, which nobody protects"] : []),
    ...((identity || action) && caches ? ["runs what an earlier job cached, with credentials"] : []),
    ...needsOf(job)
      .filter((parent) => !(parent in pipeline.jobs))
      .map((parent) => `needs ${parent}, which is no job`),
  ];
});

/** The rules, by what they forbid. */
export const rules = { pinned, bounded, permissions, gated, forks, shell, concurrency, credentials };

import type { rules } from "./rules";

/** Changes of our workflows that the rules must refuse. */

export type RuleName = keyof typeof rules;

const ci = ".github/workflows/ci.yml";
const drift = ".github/workflows/drift.yml";
const preview = ".github/workflows/preview.yml";
const comment = ".github/workflows/preview-comment.yml";
const action = ".github/actions/stack/action.yml";

/** The text of a job up to a line of it, so that a change hits that job. */
const inJob = (name: string, line: string) => new RegExp(`(^  ${name}:\n(?:(?:    .*)?\n)*?)(    ${line})`, "m");

/** A change: the rule that must refuse it, the file, what is replaced, by what, and a word of the complaint. */
export const changes: Record<string, [RuleName, string, string | RegExp, string, string]> = {
  "an action by its tag": ["pinned", ci, /actions\/checkout@\S+ # \S+/, "actions/checkout@v7", "is not pinned"],
  "an action by a short commit": ["pinned", ci, /(actions\/checkout@.{7})\S*/, "$1", "is not pinned"],
  "a commit without its version": ["pinned", ci, /(actions\/checkout@\S+) # \S+/, "$1", "is not pinned"],
  "a commit with a major version only": ["pinned", action, / # v7\.0\.0/, " # v7", "is not pinned"],
  "an action of a branch in an action": [
    "pinned",
    action,
    /azure\/login@\S+ # \S+/,
    "azure/login@main",
    "is not pinned",
  ],
  "another version of an action in one place": [
    "pinned",
    drift,
    /actions\/checkout@\S+ # \S+/,
    `actions/checkout@${"0".repeat(40)} # v6.0.0`,
    "elsewhere",
  ],

  "a job without an end": ["bounded", ci, inJob("image", "timeout-minutes: 30"), "$1", "has no timeout"],
  "a job of six hours": ["bounded", ci, "timeout-minutes: 30", "timeout-minutes: 360", "has no timeout"],
  "whatever system is the latest": ["bounded", preview, "ubuntu-24.04", "ubuntu-latest", "runs on ubuntu-latest"],

  "a pull request on prod's own runner": [
    "bounded",
    ci,
    inJob("dockerfile", "runs-on: ubuntu-24.04"),
    "$1    runs-on: ${{ vars.PROD_RUNNER || 'ubuntu-24.04' }}",
    "runs on ${{ vars.PROD_RUNNER",
  ],
  "prod on whatever runner a commit names": [
    "bounded",
    ci,
    "${{ vars.PROD_RUNNER || 'ubuntu-24.04' }}",
    "${{ github.head_ref }}",
    "runs on ${{ github.head_ref",
  ],

  "a workflow that grants all": ["permissions", ci, /^permissions: {}/m, "permissions: write-all", "is not {}"],
  "a workflow that says nothing of permissions": ["permissions", drift, /^permissions: {}\n/m, "", "is not {}"],
  "a job that names none": ["permissions", ci, inJob("test", "permissions:\n      contents: read\n"), "$1", "names no"],
  "a job that writes to the repository": ["permissions", ci, "contents: read", "contents: write", "may write contents"],
  "a job that may do all": [
    "permissions",
    ci,
    inJob("dev", "permissions:\n      contents: read\n      id-token: write"),
    "$1    permissions: write-all",
    "may write-all all",
  ],

  "an image that waits for no test": ["gated", ci, inJob("image", "needs: test\n"), "$1", "without a job that tests"],
  "a deployment that waits for no image": [
    "gated",
    ci,
    inJob("dev", "needs: image\n"),
    "$1",
    "without a job that tests",
  ],
  "a deployment whatever the tests said": ["gated", ci, inJob("prod", "needs"), "$1    if: always()\n$2", "has failed"],
  "the same in other words": ["gated", ci, inJob("dev", "needs"), "$1    if: ${{ !cancelled() }}\n$2", "has failed"],
  "tests that may fail": ["gated", ci, /continue-on-error: .*/, "continue-on-error: true", "although a test fails"],
  "tests of the image's Node that may fail": [
    "gated",
    ci,
    "matrix.node == 'latest'",
    "matrix.node == '24'",
    "although a test",
  ],
  "a deployment of a pull request": ["gated", ci, "github.event_name == 'push' && ", "", "also where not"],
  "a deployment of any branch": ["gated", ci, "github.ref == 'refs/heads/main' && ", "", "also where not"],
  "a deployment in the search for drift": [
    "gated",
    drift,
    "AZURE_PREVIEW_CLIENT_ID }}",
    "AZURE_CLIENT_ID }}",
    "without",
  ],
  "a preview that deploys": [
    "gated",
    preview,
    "run: pulumi preview",
    "run: pulumi up --yes",
    "without a job that tests",
  ],

  "a fork's code with the rights of the repository": [
    "forks",
    ci,
    /^ {2}pull_request:/m,
    "  pull_request_target:",
    "pull_request_target",
  ],
  "a fork's code with an identity": [
    "forks",
    ci,
    inJob("test", "permissions:\n"),
    "$1$2      id-token: write\n",
    "and may write id-token",
  ],
  "a preview of forks with an identity": [
    "forks",
    preview,
    "github.event.pull_request.head.repo.full_name == github.repository && ",
    "",
    "and may write id-token",
  ],
  "a preview of this or that with an identity": [
    "forks",
    preview,
    "github.repository && ",
    "github.repository || ",
    "id-token",
  ],
  "a fork's code with a secret": ["forks", ci, "BREAKWATER_BINARIES: build", "KEY: ${{ secrets.KEY }}", "has a secret"],
  "a fork's code with the token": [
    "forks",
    preview,
    "POLICY_CONFIG: ${{ vars",
    "GH_TOKEN: ${{ github.token }} ${{ vars",
    "has a secret",
  ],
  "a fork's code in an environment": [
    "forks",
    preview,
    inJob("diff", "runs-on"),
    "$1    environment: dev\n$2",
    "in an environment",
  ],
  "a fork's code where comments are written": [
    "forks",
    comment,
    /( {4}steps:\n)/,
    `$1      - uses: actions/checkout@${"0".repeat(40)} # v7.0.1\n`,
    "runs code",
  ],
  "a command where comments are written": [
    "forks",
    comment,
    /( {4}steps:\n)/,
    "$1      - run: npm test\n",
    "runs code",
  ],

  "a title in the shell": ["shell", ci, "run: make test", "run: echo ${{ github.event.pull_request.title }}", "title"],
  "an output in the shell": ["shell", ci, '--digest "$DIGEST"', "--digest ${{ needs.image.outputs.digest }}", "digest"],
  "an input in the shell of an action": [
    "shell",
    action,
    "run: npm ci",
    "run: npm ci ${{ inputs.client-id }}",
    "inputs",
  ],
  "a branch's name in a script": [
    "shell",
    comment,
    "const fs =",
    "const name = '${{ github.head_ref }}'; const fs =",
    "head_ref",
  ],

  "a workflow in no group": ["concurrency", preview, /^concurrency:\n(?: {2}.*\n)+/m, "", "has no concurrency group"],
  "a run of main that a newer one ends": [
    "concurrency",
    ci,
    "cancel-in-progress: ${{ github.event_name == 'pull_request' }}",
    "cancel-in-progress: true",
    "cancel-in-progress is true",
  ],
  "runs of main that wait for one another": [
    "concurrency",
    ci,
    "github.ref || github.run_id",
    "github.ref || github.ref",
    "share",
  ],
  "old runs of a pull request that go on": [
    "concurrency",
    preview,
    "cancel-in-progress: true",
    "cancel-in-progress: false",
    "is false",
  ],
  "two deployments of a stack at once": [
    "concurrency",
    ci,
    /group: stack-prod/,
    "group: prod-${{ github.run_id }}",
    "in the group",
  ],
  "a deployment that a newer one cuts off": [
    "concurrency",
    ci,
    /(group: stack-dev\n +cancel-in-progress:) false/,
    "$1 true",
    "cut off",
  ],

  "a checkout that keeps its token": [
    "credentials",
    ci,
    "persist-credentials: false",
    "fetch-depth: 0",
    "keeps credentials",
  ],
  "a password": [
    "credentials",
    drift,
    "STACK: ${{ matrix",
    "KEY: ${{ secrets.KEY }}\n      STACK: ${{ matrix",
    "has a secret",
  ],
  "a token for no login": [
    "credentials",
    ci,
    inJob("dockerfile", "permissions:\n"),
    "$1$2      id-token: write\n",
    "does not log in",
  ],
  "a login without a token": ["credentials", drift, "      id-token: write\n", "", "without the right"],
  "a login that no environment protects": [
    "credentials",
    ci,
    inJob("prod", "environment: prod\n"),
    "$1",
    "outside any",
  ],
  "a cache beside credentials": [
    "credentials",
    action,
    "package-manager-cache: false",
    "cache: npm",
    "an earlier job cached",
  ],
  "a job that waits for none": [
    "credentials",
    ci,
    "needs: [image, dev]",
    "needs: [image, development]",
    "which is no job",
  ],
};

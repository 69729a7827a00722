import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isObject, parseImage, type Plan } from "@breakwater/plan-views";
import { changesOf, Deployment } from "../twin/deployment";
import { breakwater, root } from "./support/breakwater";
import { chartImages } from "./support/chart-images";

// Runs of the program, which takes seconds where others use the machine too.
jest.setTimeout(5 * 60_000);

/** The Plan of a stack in whose configuration there is an account at Docker Hub, and what Microsoft's own types say of it. */
async function planWithMirror(stack: "dev" | "prod"): Promise<{ plan: Plan; judgement: string }> {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-docker-hub-"));
  try {
    const project = readFileSync(join(root, "Pulumi.yaml"), "utf8");
    writeFileSync(join(folder, "Pulumi.yaml"), project.replace(/^main: .*$/m, `main: ${join(root, "infra/index.ts")}`));
    const file = `Pulumi.${stack}.yaml`;
    const account =
      "  breakwater:dockerHubUsername: acmebot\n  breakwater:dockerHubToken:\n    secure: v1:c2VjcmV0:YWJj\n";
    writeFileSync(join(folder, file), `encryptionsalt: v1:abc=\n${readFileSync(join(root, file), "utf8")}${account}`);
    const { exitCode, stdout, stderr } = await breakwater(["plan", "--stack", stack, "--json"], { cwd: folder });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const planFile = join(folder, "plan.json");
    writeFileSync(planFile, stdout);
    const checker = join(root, "tests/published/azure-types/check.mjs");
    const judgement = execFileSync(process.execPath, [checker, planFile], { encoding: "utf8" });
    return { plan: JSON.parse(stdout) as Plan, judgement };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const golden = (stack: string) => JSON.parse(readFileSync(join(root, "tests/golden", `${stack}.json`), "utf8")) as Plan;

const ofType = (plan: Plan, end: string) => plan.resources.filter(({ type }) => type.endsWith(end));

/** Every image that a Plan starts pods of: of its own objects, of the charts that it releases, and of what these make of its objects. */
function imagesOf(plan: Plan): string[] {
  const objects = plan.resources.filter(({ type }) => type.startsWith("kubernetes:") && !type.endsWith(":Release"));
  return [
    ...objects.flatMap(({ inputs }) => imageFields(inputs)),
    ...ofType(plan, "helm.sh/v3:Release").flatMap(({ inputs }) =>
      chartImages(String(inputs.chart), inputs.values as Record<string, unknown>),
    ),
    // The controller's own choice where the object makes none (envoyproxy/gateway 1.9.1, `shared_types.go`).
    ...ofType(plan, "EnvoyProxy")
      .filter(({ inputs }) => imageFields(inputs).length === 0)
      .map(() => "docker.io/envoyproxy/envoy:distroless-v1.39.1"),
  ];
}

/** Values of `image` and `imageRepository`, wherever they stand. */
function imageFields(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(imageFields);
  if (!isObject(value as never)) return [];
  return Object.entries(value as object).flatMap(([key, inner]) =>
    (key === "image" || key === "imageRepository") && typeof inner === "string" ? [inner] : imageFields(inner),
  );
}

/** What happens to the mirror's own resources, as `action name`. */
const ofMirror = (steps: readonly { action: string; name: string }[]) =>
  steps
    .filter(({ name }) => name.startsWith("docker-hub-") || name === "docker-hub")
    .map(({ action, name }) => `${action} ${name}`);

/** Registries without a rule: they ask for no account, and refuse nobody for what a fleet of nodes pulls. nvcr.io cannot be cached. */
const notMirrored = ["ghcr.io", "nvcr.io", "quay.io", "registry.k8s.io"];

describe.each(["dev", "prod"] as const)("%s with an account at Docker Hub", (stack) => {
  let plan: Plan;
  let images: string[];
  let judgement: string;

  beforeAll(async () => {
    ({ plan, judgement } = await planWithMirror(stack));
    images = imagesOf(plan);
  }, 5 * 60_000);

  test("pulls no image from Docker Hub, named or implied", () => {
    expect(images.filter((image) => parseImage(image).registry === "docker.io")).toEqual([]);
    const registries = new Set(images.map((image) => parseImage(image).registry));
    const own = [...registries].filter((registry) => registry.endsWith(".azurecr.io"));
    expect(own).toHaveLength(1);
    expect([...registries].sort()).toEqual([...own, ...notMirrored].sort());
  });

  test("has a rule for each image that it pulls in its place, of the same repository", () => {
    const rules = ofType(plan, ":CacheRule").map(({ inputs }) => inputs);
    for (const { sourceRepository, targetRepository } of rules)
      expect(sourceRepository).toBe(String(targetRepository).replace("docker-hub/", "docker.io/"));
    const targets = rules.map(({ targetRepository }) => targetRepository);
    const pulled = images.flatMap((image) => /^[^/]+\/(docker-hub\/[^:@]+)/.exec(image)?.[1] ?? []);
    expect(pulled.length).toBeGreaterThan(3);
    expect(pulled.filter((repository) => !targets.includes(repository))).toEqual([]);
  });

  test("fits Microsoft's types", () => {
    expect(judgement.trim()).toMatch(/ resources checked, 0 findings, 0 types not covered$/);
  });

  test("comes to a stack that runs without anything being replaced, and is the same after a refresh", async () => {
    const deployment = new Deployment();
    await deployment.up(golden(stack));
    const outcome = await deployment.up(plan);
    expect(outcome.refusals).toEqual([]);
    const changes = changesOf(outcome);
    expect(changes.filter(({ action }) => action !== "create" && action !== "update")).toEqual([]);
    expect(ofMirror(changes)).toEqual(
      expect.arrayContaining(["create docker-hub-vllm-vllm-openai", "create docker-hub-token"]),
    );
    expect(ofMirror(changesOf(deployment.refresh()))).toEqual([]);
    expect(ofMirror(changesOf(await deployment.up(plan)))).toEqual([]);
  });

  test("goes again where no lock holds the registry; else that is refused, and nothing is touched", async () => {
    const deployment = new Deployment();
    await deployment.up(plan);
    const outcome = await deployment.up(golden(stack));
    const gone = ofMirror(changesOf(outcome));
    expect(gone.includes("delete docker-hub-library-redis")).toBe(stack === "dev");
    const refused = outcome.refusals.map(({ name }) => name).filter((name) => name.startsWith("docker-hub-library"));
    expect(refused).toEqual(stack === "dev" ? [] : ["docker-hub-library-redis", "docker-hub-library-busybox"]);
  });

  test("keeps the digests", () => {
    const mirrored = images.filter((image) => image.includes("/docker-hub/vllm/"));
    expect(mirrored).toEqual([expect.stringMatching(/@sha256:[0-9a-f]{64}$/)]);
  });

  test("needs no image pull secret, and shows no token", () => {
    const text = JSON.stringify(plan);
    expect(text).not.toContain("imagePullSecrets");
    expect(text).not.toContain("YWJj");
  });
});

test.each([
  ["dev", ["library/busybox", "grafana/grafana", "library/redis", "vllm/vllm-openai"]],
  [
    "prod",
    [
      "envoyproxy/envoy",
      "envoyproxy/gateway",
      "envoyproxy/ratelimit",
      "grafana/grafana",
      "library/busybox",
      "vllm/vllm-openai",
    ],
  ],
])("without an account %s pulls from Docker Hub what is listed for it", (stack, repositories) => {
  const pulled = imagesOf(golden(stack)).filter((image) => parseImage(image).registry === "docker.io");
  const named = pulled.map((image) => image.replace(/^docker\.io\//, "").replace(/[:@].*$/, ""));
  // Docker Hub's own images have a short name too.
  const full = named.map((name) => (name.includes("/") ? name : `library/${name}`));
  expect([...new Set(full)].sort()).toEqual([...repositories].sort());
});

import type { JsonObject, Plan, PlanResource } from "@breakwater/plan-views";
import { smallPlan } from "../fixtures/plan";
import { doctor } from "../fixtures/prod-stack";

const deployment = (name: string, image: string): PlanResource => {
  const type = "kubernetes:apps/v1:Deployment";
  const spec: JsonObject = { template: { spec: { containers: [{ name, image }] } } };
  return {
    urn: `urn:pulumi:prod::breakwater::${type}::${name}`,
    type,
    name,
    custom: true,
    dependencies: [],
    inputs: { metadata: { name, namespace: "shop" }, spec },
    outputs: {},
    options: {},
  };
};

async function found(...images: string[]) {
  const plan: Plan = smallPlan();
  plan.resources.push(...images.map((image, index) => deployment(`app${index}`, image)));
  const { findings } = await doctor({}, {}, plan);
  return findings.filter(({ check }) => check === "docker-hub");
}

test("images that every node pulls from Docker Hub are named, with the account that mends it", async () => {
  expect(await found("docker.io/vllm/vllm-openai:v0.27.1", "redis:8", "quay.io/acme/shop:1")).toEqual([
    {
      check: "docker-hub",
      level: "warning",
      what: "Every new node pulls library/redis, vllm/vllm-openai from Docker Hub itself, which counts pulls by address and refuses too many with 429, as in a surge.",
      mend: "pulumi config set dockerHubUsername <Docker ID> --stack prod && pulumi config set --secret dockerHubToken --stack prod",
    },
  ]);
});

test("a mirror is not Docker Hub", async () => {
  expect(await found("crshop.azurecr.io/docker-hub/vllm/vllm-openai:v0.27.1")).toMatchObject([{ level: "ok" }]);
});

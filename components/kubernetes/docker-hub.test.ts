import { registerObjects } from "../../tests/support/kubernetes-objects";
import { ArgumentCheck } from "../validation";
import { dockerHub, dockerHubImage, dockerHubRepositories, validMirror } from "./docker-hub";
import { PlainRedis } from "./plain-redis";

test("without a mirror an image is named with Docker Hub's host, never by its short name", () => {
  expect(dockerHubRepositories.map((repository) => dockerHub(undefined, repository))).toEqual(
    dockerHubRepositories.map((repository) => `docker.io/${repository}`),
  );
  expect(dockerHubImage(undefined, "library/redis", ":8@sha256:ab")).toBe("docker.io/library/redis:8@sha256:ab");
});

test.each(["crshop.azurecr.io/docker-hub", "registry.example.com:5000", "localhost:5000/a/b"])(
  "%s can be a mirror",
  (dockerHubMirror) => {
    const check = new ArgumentCheck("PlainRedis", "redis");
    validMirror(check, { dockerHubMirror });
    expect(() => check.throwProblems()).not.toThrow();
  },
);

test.each([
  "https://crshop.azurecr.io",
  "crshop.azurecr.io/docker-hub/",
  "CRSHOP/docker-hub",
  "crshop.azurecr.io/a:1",
  "",
])("%p cannot", (dockerHubMirror) => {
  const check = new ArgumentCheck("PlainRedis", "redis");
  validMirror(check, { dockerHubMirror });
  expect(() => check.throwProblems()).toThrow("dockerHubMirror: ");
});

test("an image that is given is pulled from where it says, mirror or not", async () => {
  expect.assertions(1);
  const image = "quay.io/acme/redis:8.2";
  const mirror = "crshop.azurecr.io/docker-hub";
  const { object } = await registerObjects(
    ["kubernetes:apps/v1:Deployment", "kubernetes:core/v1:Service"],
    () => new PlainRedis("redis", { namespace: "shop", image, dockerHubMirror: mirror }),
  );
  expect(object("kubernetes:apps/v1:Deployment").spec.template.spec.containers[0].image).toBe(image);
});

import * as pulumi from "@pulumi/pulumi";
import { type ArgumentCheck, matching } from "../validation";

/**
 * Repositories of Docker Hub that our components and the charts that they release pull from. Where a registry mirrors Docker Hub, each
 * needs a rule there (`DockerHubMirror`); an image of another one does not compile.
 */
export const dockerHubRepositories = [
  "vllm/vllm-openai",
  "library/redis",
  "library/busybox",
  "grafana/grafana",
  "envoyproxy/gateway",
  "envoyproxy/envoy",
  "envoyproxy/ratelimit",
] as const;

/** A repository of Docker Hub, with its owner. */
export type DockerHubRepository = (typeof dockerHubRepositories)[number];

/** What components take whose images come from Docker Hub. */
export interface DockerHubArgs {
  /**
   * Where images of Docker Hub are pulled from instead: what stands before their repositories, such as `crshop.azurecr.io/docker-hub`.
   * Default: Docker Hub itself, which refuses nodes that pull too much with 429.
   */
  dockerHubMirror?: pulumi.Input<string>;
}

const registryPath = matching(
  /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/,
  "a registry's host and a path in it, such as crshop.azurecr.io/docker-hub",
);

/** The mirror as `check` has found it; `undefined` where there is none. */
export const validMirror = (check: ArgumentCheck, { dockerHubMirror }: DockerHubArgs) =>
  check.optional("dockerHubMirror", dockerHubMirror, registryPath);

/**
 * Name of a repository of Docker Hub, at its mirror where there is one. Always with the registry: a short name such as `redis` is Docker
 * Hub's too.
 */
export const dockerHub = (mirror: pulumi.Input<string> | undefined, repository: DockerHubRepository) =>
  mirror === undefined ? `docker.io/${repository}` : pulumi.interpolate`${mirror}/${repository}`;

/** An image of Docker Hub by its version, `:<tag>@<digest>`. */
export const dockerHubImage = (
  mirror: pulumi.Input<string> | undefined,
  repository: DockerHubRepository,
  version: string,
) => {
  const name = dockerHub(mirror, repository);
  return typeof name === "string" ? name + version : pulumi.interpolate`${name}${version}`;
};

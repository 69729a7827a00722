import { ProgramError } from "../engine/errors";
import type { Backend, Failure, ResourceRequest } from "../engine";
import type { Plan, PlanResource } from "@breakwater/plan-views";

/** What is deployed: a program, which a backend answers, or what a program has declared before. */
export type Source = Plan | ((backend: Backend) => Promise<Plan>);

/** Registers all resources of a source with a backend. */
export async function declare(source: Source, backend: Backend): Promise<{ plan: Plan; failures: Failure[] }> {
  try {
    if (typeof source === "function") return { plan: await source(backend), failures: [] };
    return { plan: source, failures: await register(source, backend) };
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    return { plan: error.plan, failures: error.failures };
  }
}

/** Registers what a Plan has, but for what depends on something that failed. */
async function register(plan: Plan, backend: Backend): Promise<Failure[]> {
  const failures: Failure[] = [];
  const missing = new Set<string>();
  for (const resource of inDependencyOrder(plan)) {
    const { urn, provider, dependencies } = resource;
    if ([...dependencies, provider].some((need) => need !== undefined && missing.has(need))) missing.add(urn);
    else
      await backend.create(requestOf(resource)).catch((error: unknown) => {
        missing.add(urn);
        failures.push({ urn, message: error instanceof Error ? error.message : String(error) });
      });
  }
  return failures;
}

/** What the program asks for when it registers a resource of its Plan. */
export function requestOf({
  urn,
  type,
  name,
  parent,
  provider,
  dependencies,
  inputs,
  options,
}: PlanResource): ResourceRequest {
  return {
    urn,
    type,
    name,
    ...(parent !== undefined && { parent }),
    ...(provider !== undefined && { provider }),
    dependencies,
    inputs,
    // A Plan has no secret in it.
    secretPaths: [],
    options,
  };
}

/** The resources of providers, each after what it needs: a Plan is in the order of its tree. */
export function inDependencyOrder({ resources }: Plan): PlanResource[] {
  const left = new Map(resources.map((resource) => [resource.urn, resource]));
  const ordered: PlanResource[] = [];
  const visit = (urn: string | undefined): void => {
    const resource = urn === undefined ? undefined : left.get(urn);
    if (!resource) return;
    left.delete(resource.urn);
    for (const need of [resource.parent, resource.provider, ...resource.dependencies]) visit(need);
    if (resource.custom) ordered.push(resource);
  };
  for (const { urn } of resources) visit(urn);
  return ordered;
}

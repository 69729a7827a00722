import type { Colors } from "picocolors/types";
import type { Json, JsonObject, Plan, PlanResource } from "../plan/types";

const stackType = "pulumi:pulumi:Stack";

/** A Plan for a person: its resources under their components, counts, and the stack's outputs. */
export function drawPlan(plan: Plan, colors: Colors): string {
  const children = new Map<string | undefined, PlanResource[]>();
  for (const resource of plan.resources) {
    const parent = resource.parent;
    children.set(parent, [...(children.get(parent) ?? []), resource]);
  }
  const lines: string[] = [];
  const draw = (resource: PlanResource, indent: string, last: boolean): void => {
    lines.push(`${colors.dim(indent + (last ? "└─ " : "├─ "))}${describe(resource, colors)}`);
    const below = children.get(resource.urn) ?? [];
    below.forEach((child, index) => draw(child, indent + (last ? "   " : "│  "), index === below.length - 1));
  };

  lines.push(`${colors.bold(plan.project)} ${colors.dim("stack")} ${colors.bold(plan.stack)}`);
  const roots = plan.resources.filter(({ type }) => type === stackType).flatMap(({ urn }) => children.get(urn) ?? []);
  roots.forEach((root, index) => draw(root, "", index === roots.length - 1));
  lines.push("", summarize(plan), ...outputs(plan, colors), "");
  return lines.join("\n");
}

/** `AgentPool gpu1  Standard_NC24ads_A100_v4, 0 to 3 nodes, sku=gpu:NoSchedule`. */
function describe(resource: PlanResource, colors: Colors): string {
  const kind = resource.type.startsWith("pulumi:providers:") ? "Provider" : resource.type.split(":").at(-1)!;
  if (!resource.custom) return `${colors.bold(resource.name)} ${colors.dim(kind)}`;
  const facts = factsOf(resource, kind);
  const marks = resource.options.protect ? [...facts, "protected"] : facts;
  return `${colors.cyan(kind)} ${displayName(resource)}${marks.length > 0 ? `  ${colors.dim(marks.join(", "))}` : ""}`;
}

/** The name that the resource has where it runs, which is the one that its user knows. */
function displayName({ name, inputs, outputs }: PlanResource): string {
  const metadata = asObject(outputs.metadata ?? inputs.metadata);
  if (typeof metadata.name === "string") {
    return typeof metadata.namespace === "string" ? `${metadata.namespace}/${metadata.name}` : metadata.name;
  }
  const given = outputs.name;
  // The names of role assignments are GUIDs, which tell a reader nothing.
  return typeof given === "string" && !/^[0-9a-f]{8}-/.test(given) ? given : name;
}

/** What a reader wants to know about the resources that decide size and cost. */
function factsOf({ inputs }: PlanResource, kind: string): string[] {
  const spec = asObject(inputs.spec);
  switch (kind) {
    case "AgentPool":
      return [
        text(inputs.vmSize),
        `${text(inputs.minCount)} to ${text(inputs.maxCount)} nodes`,
        ...list(inputs.nodeTaints).map(text),
      ];
    case "ManagedCluster":
      return [text(inputs.kubernetesVersion), text(asObject(inputs.sku).tier)];
    case "Deployment":
      return list(asObject(asObject(spec.template).spec).containers).map((container) =>
        text(asObject(container).image),
      );
    case "HorizontalPodAutoscaler":
      return [`${text(spec.minReplicas)} to ${text(spec.maxReplicas)} replicas`];
    case "Release":
      return [text(inputs.chart), text(inputs.version)];
    default:
      return [];
  }
}

function summarize({ resources }: Plan): string {
  const custom = resources.filter(({ custom }) => custom);
  const count = (prefix: string): number => custom.filter(({ type }) => type.startsWith(prefix)).length;
  const [azure, kubernetes] = [count("azure-native:"), count("kubernetes:")];
  const others = custom.length - azure - kubernetes;
  const components = resources.filter(({ custom, type }) => !custom && type !== stackType).length;
  const counts = `${azure} Azure, ${kubernetes} Kubernetes, ${others} other`;
  return `${plural(custom.length, "resource")} in ${plural(components, "component")}: ${counts}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function outputs({ outputs }: Plan, colors: Colors): string[] {
  const entries = Object.entries(outputs);
  if (entries.length === 0) return [];
  const width = Math.max(...entries.map(([name]) => name.length));
  return ["", colors.bold("Outputs"), ...entries.map(([name, value]) => `  ${name.padEnd(width)}  ${text(value)}`)];
}

function text(value: Json | undefined): string {
  if (value === undefined) return "?";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function list<T extends Json>(value: T | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function asObject(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

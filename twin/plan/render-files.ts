import { stringify } from "yaml";
import { isClusterScoped, isHelmRelease, isKubernetesObject } from "./kubernetes";
import { asObject, type JsonObject, type Plan, type PlanResource } from "@breakwater/plan-views";

/** Folder of objects that stand in no namespace. */
const clusterFolder = "_cluster";

/** A Plan as files: text by path, with `/` between folders, sorted. */
export type RenderedFiles = Map<string, string>;

/**
 * A Plan as files: a manifest for each Kubernetes object (`<namespace>/<kind>-<name>.yaml`, `_cluster/…` without a namespace),
 * the chart and values of each Helm release (`helm/<release>.yaml`) and the inputs of each Azure resource
 * (`azure/<name>.json`). Where two resources would have one path, the second gets `-2`, in the Plan's order.
 */
export function renderFiles(plan: Plan): RenderedFiles {
  const files: RenderedFiles = new Map();
  for (const resource of plan.resources) {
    const rendered = renderResource(resource);
    if (rendered) files.set(freePath(files, rendered.path, rendered.extension), rendered.text);
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function renderResource(resource: PlanResource): { path: string; extension: string; text: string } | undefined {
  if (isHelmRelease(resource)) {
    const { release, text } = helmRelease(resource);
    return { path: `helm/${fileName(release)}`, extension: "yaml", text };
  }
  if (isKubernetesObject(resource)) return manifest(resource);
  if (resource.custom && resource.type.startsWith("azure-native:")) {
    const { type, name, inputs, options } = resource;
    return {
      path: `azure/${fileName(name)}`,
      extension: "json",
      text: `${JSON.stringify({ type, name, inputs, options }, null, 2)}\n`,
    };
  }
  return undefined;
}

function manifest({ name, inputs, outputs }: PlanResource): { path: string; extension: string; text: string } {
  const { apiVersion = null, kind = null, metadata: given, ...rest } = inputs;
  // A provider's own name for an object that the program leaves unnamed stands in the outputs only.
  const metadata = asObject(outputs.metadata ?? given);
  const folder = isClusterScoped(inputs) ? clusterFolder : fileName(String(metadata.namespace ?? "default"));
  const file = `${String(kind).toLowerCase()}-${fileName(String(metadata.name ?? name))}`;
  return { path: `${folder}/${file}`, extension: "yaml", text: toYaml({ apiVersion, kind, metadata, ...rest }) };
}

function helmRelease({ name, inputs, outputs }: PlanResource): { release: string; text: string } {
  const release = String(outputs.name ?? inputs.name ?? name);
  const repository = asObject(inputs.repositoryOpts).repo;
  const text = toYaml({
    release,
    namespace: outputs.namespace ?? inputs.namespace ?? "default",
    chart: inputs.chart ?? null,
    version: inputs.version ?? null,
    ...(repository !== undefined && { repository }),
    values: inputs.values ?? {},
  });
  return { release, text };
}

/** As YAML 1.2 and 1.1 read alike: kubectl and Helm read 1.1, in which a bare `no` is false and `10:30` is 630. */
function toYaml(object: JsonObject): string {
  return stringify(object, { lineWidth: 0, aliasDuplicateObjects: false, compat: "yaml-1.1" });
}

/** Names of Kubernetes and Azure may hold what a path cannot. */
function fileName(name: string): string {
  return name.replaceAll(/[^\w.-]+/g, "-");
}

function freePath(files: RenderedFiles, path: string, extension: string): string {
  let free = `${path}.${extension}`;
  for (let count = 2; files.has(free); count++) free = `${path}-${count}.${extension}`;
  return free;
}

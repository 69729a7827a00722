import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, type Plan, type Properties, type Resource, resourcesOf } from "@breakwater/plan-views";
import { type Judgement, judge } from "../policies/judge";
import type { Rule } from "../policies/rule";
import { rules } from "../policies/rules";

/*
 * Every rule over the golden Plans with one value of one resource that is not known yet, for every value that the rule reads: it does not
 * fail, makes no finding of it, judges the other resources, and says what it could not judge.
 */

/** What Pulumi's engine throws, known by its name. */
class UnknownValueError extends Error {}

type Path = readonly string[];

/** A resource of which every read is told; lists and objects stay what they are. */
function watched(resource: Resource, onRead: (path: Path) => void): Resource {
  const watch = (value: unknown, path: Path): unknown => {
    if (!isObject(value) && !Array.isArray(value)) return value;
    const copy: object = Array.isArray(value) ? [] : {};
    for (const [key, inner] of Object.entries(value)) {
      const own = watch(inner, [...path, key]);
      Object.defineProperty(copy, key, {
        enumerable: true,
        configurable: true,
        get: () => {
          onRead([...path, key]);
          return own;
        },
      });
    }
    return copy;
  };
  return { ...resource, props: watch(resource.props, []) as Properties };
}

/** A resource of which one value is not known yet. */
function withUnknown(resource: Resource, path: Path): Resource {
  const [last, ...parents] = [...path].reverse();
  const copyOf = (value: unknown) => (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) });
  const props = copyOf(resource.props) as Properties;
  let at: Properties = props;
  for (const key of parents.reverse()) at = at[key] = copyOf(at[key]) as Properties;
  Object.defineProperty(at, last!, {
    enumerable: true,
    configurable: true,
    get: () => {
      throw new UnknownValueError(`${resource.name}: ${path.join(".")} is not known`);
    },
  });
  // Of an object whose namespace is not known, nobody knows it elsewhere either.
  const inNamespace = /^metadata(,namespace)?$/.test(path.join()) && resource.namespace !== undefined;
  return { ...resource, props, ...(inNamespace && { namespace: "(not known yet)" }) };
}

/** The values that a rule reads, each once. */
function readBy(rule: Rule, resources: readonly Resource[]): { place: number; path: Path }[] {
  const found = new Map<string, { place: number; path: Path }>();
  judge(
    rule,
    resources.map((resource, place) =>
      watched(resource, (path) => found.set(`${place}/${path.join("/")}`, { place, path })),
    ),
  );
  return [...found.values()];
}

/** Who is blamed: the words may name another resource by what stands for its name. */
const findingsOf = ({ findings }: Judgement) => findings.map(({ resource }) => resource.urn);

/**
 * The resources with a second copy, in namespaces of its own, of what stands on its own: so that every rule has more than one thing to judge.
 * Cluster and pools are there once.
 */
function doubled(resources: readonly Resource[]): Resource[] {
  const shared = /:containerservice:|^pulumi:/;
  const copyOf = ({ props, namespace, urn, ...rest }: Resource): Resource => {
    const copy = structuredClone(props);
    const isNamespace = rest.type === "kubernetes:core/v1:Namespace";
    if (isObject(copy.metadata) && typeof copy.metadata.namespace === "string") copy.metadata.namespace += "-2";
    if (isNamespace && isObject(copy.metadata)) copy.metadata.name = `${String(copy.metadata.name)}-2`;
    if (typeof copy.namespace === "string") copy.namespace += "-2";
    if (typeof copy.subject === "string") copy.subject = copy.subject.replace(/^(system:serviceaccount:[^:]+)/, "$1-2");
    return { ...rest, urn: `${urn}-2`, props: copy, ...(namespace !== undefined && { namespace: `${namespace}-2` }) };
  };
  return [...resources, ...resources.filter(({ type }) => !shared.test(type)).map(copyOf)];
}

const prod = resourcesOf(JSON.parse(readFileSync(join(__dirname, "golden/prod.json"), "utf8")) as Plan);
/** Its resources judged as they are: pools hold the autoscalers of one such Plan, and it has several. */
const hasSeveral = new Set(["autoscaling-max-reachable"]);

/** Rules that judge one thing, made of resources that are there once, and what it is: where one of these is not known, nothing is left. */
const judgedAsOne: Readonly<Record<string, RegExp>> = {
  // The fleet that takes the surge.
  "surge-feasibility": /./,
  // The pools of the only cluster, all at once.
  "autoscaling-max-reachable": /:ManagedCluster::aks agentPoolProfiles(\.0)?$/,
  // The only Gateway, which both routes name.
  "exposed-model-authenticated": /:(Gateway|GatewayClass|EnvoyProxy)::/,
  "exposed-route-authenticated": /:(Gateway|GatewayClass|EnvoyProxy)::/,
  // The only cluster.
  "cluster-local-accounts-off": /:ManagedCluster::/,
  "kubernetes-supported": /:ManagedCluster::/,
};

/** Of one rule. */
const mostReads = 400;

test.each(rules.map((rule) => [rule.name, rule] as const))("%s", (name, rule) => {
  const resources = hasSeveral.has(name) ? prod : doubled(prod);
  const known = judge(rule, resources);
  expect([known.error, known.notApplicable]).toEqual([undefined, undefined]);
  const found = findingsOf(known);
  const reads = readBy(rule, resources).filter(({ place }) => !resources[place]!.urn.endsWith("-2"));
  expect(reads.length).toBeGreaterThan(0);
  // A rule that looks through whole objects reads thousands of values in one and the same way: of them every so many.
  const step = Math.ceil(reads.length / mostReads);
  for (const { place, path } of reads.filter((_, index) => index % step === 0)) {
    const changed = [...resources];
    changed[place] = withUnknown(resources[place]!, path);
    const what = `${resources[place]!.urn} ${path.join(".")}`;
    const judgement = judge(rule, changed);
    const invented = findingsOf(judgement).filter((urn) => !found.includes(urn));
    expect([what, judgement.error, invented]).toEqual([what, undefined, []]);
    if (judgedAsOne[name]?.test(what)) continue;
    expect([what, judgement.notApplicable]).toEqual([what, undefined]);
  }
});

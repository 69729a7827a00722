import {
  ifKnown,
  isStack,
  isUnreadable,
  objectsWithin,
  type Properties,
  releaseKind,
  type Resource,
  unknownNamespace,
} from "@breakwater/plan-views";
import type { Policies, PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { type Exemption, exemptionOf, exemptionsSetting } from "./exemptions";
import { configOf } from "./judge";
import { byUrn } from "./order";
import { Pieces } from "./pieces";
import { isStackRule, type Judging, pageOf, type Rule, type Settings } from "./rule";

type StackRuleOf = Extract<Rule, { checkStack: unknown }>;
type ResourceRuleOf = Exclude<Rule, StackRuleOf>;

/** Makes the error by which the engine is told that something is not known in this preview. */
export type UnknownErrorOf = (message: string) => Error;

/**
 * The rules as Pulumi's engine takes them. What it runs is each rule's own check; only the way in and out differs.
 *
 * @param unknownErrorOf makes an error of the class that the engine knows, which loads all of @pulumi/policy
 */
export function toPolicies(rules: readonly Rule[], unknownErrorOf: UnknownErrorOf): Policies {
  return rules.map((rule) =>
    isStackRule(rule) ? stackPolicy(rule, unknownErrorOf) : resourcePolicy(rule, unknownErrorOf),
  );
}

function resourcePolicy(rule: ResourceRuleOf, unknownErrorOf: UnknownErrorOf): ResourceValidationPolicy {
  return {
    ...infoOf(rule),
    validateResource: (args, reportViolation) =>
      judgeAll(unknownErrorOf, (pieces) => {
        const concerned = objectsWithin(resourceOf(args)).filter((resource) => rule.appliesTo(resource));
        if (concerned.length === 0) args.notApplicable("the rule is about other types");
        for (const resource of concerned)
          rule.check(
            resource,
            judgingOf(rule, args, pieces, (message) => reportViolation(message)),
          );
      }),
  };
}

/**
 * A stack rule looks at what the program asks for, as every rule does. The engine hands a stack's policies the outputs, and in the
 * first preview a resource whose provider is not known yet has none: so the inputs are kept as they come by.
 */
function stackPolicy(
  rule: StackRuleOf,
  unknownErrorOf: UnknownErrorOf,
): StackValidationPolicy & ResourceValidationPolicy {
  const inputs = new Map<string, Properties>();
  return {
    ...infoOf(rule),
    validateResource: ({ urn, props }) => void inputs.set(urn, props),
    validateStack: (args, reportViolation) =>
      judgeAll(unknownErrorOf, (pieces) => {
        const resources = byUrn(args.resources.flatMap((resource) => objectsWithin(asAsked(resource, inputs))));
        rule.checkStack(resources, judgingOf(rule, args, pieces, reportViolation));
      }),
  };
}

/**
 * Runs a check to its end, and then tells the engine what of it was not known: the engine makes an advisory of that, and keeps what the
 * rule has reported. It takes one error, which gets the words of all.
 *
 * @throws the engine's error where something is not known; else what the check throws
 */
function judgeAll(unknownErrorOf: UnknownErrorOf, check: (pieces: Pieces) => void): void {
  const pieces = new Pieces();
  const messages = () => pieces.unknown.map(({ message }) => message);
  try {
    check(pieces);
  } catch (error) {
    if (isUnreadable(error)) throw unknownErrorOf([...new Set([...messages(), error.message])].join("; "));
    // What a rule says that the stack does not have may be among what is not known.
    if (pieces.unknown.length === 0) throw error;
  }
  if (pieces.unknown.length > 0) throw unknownErrorOf(messages().join("; "));
}

function infoOf(rule: Rule) {
  const { name, severity, tags, remediationSteps, enforcementLevel = "mandatory" as const } = rule;
  const description = `${rule.description} ${rule.guardsAgainst}`;
  const configSchema = { properties: { ...rule.settings, exemptions: exemptionsSetting } };
  return { name, description, severity, tags, remediationSteps, enforcementLevel, configSchema, url: pageOf(rule) };
}

function judgingOf(
  rule: Rule,
  args: { getConfig<T extends object>(): T; notApplicable(reason?: string): never },
  pieces: Pieces,
  report: (message: string, urn?: string) => void,
): Judging<Settings> {
  const config = args.getConfig<Settings>();
  return {
    config: configOf(rule, config),
    violation: (message, offender) => {
      // An exempted finding is no violation to the engine, which has no word for one that was accepted.
      const accepted = exemptionOf(rule.name, offender, (config.exemptions ?? []) as Exemption[]);
      if (accepted === undefined) report(message, offender.urn);
    },
    notApplicable: (reason) => args.notApplicable(reason),
    each: pieces.each,
    gather: pieces.gather,
  };
}

function resourceOf({ type, name, urn, props, opts }: ResourceValidationArgs | PolicyResource): Resource {
  const options = { protect: opts.protect, ignoreChanges: opts.ignoreChanges };
  return { type, name, urn, props, showsSecrets: true, ...namespaceOf(type, () => props.metadata?.namespace), options };
}

function asAsked(resource: PolicyResource, inputs: ReadonlyMap<string, Properties>): Resource {
  // Of the stack itself its outputs are what counts; it has no inputs, and comes by with none.
  const asked = isStack(resource) ? resource : { ...resource, props: inputs.get(resource.urn) ?? resource.props };
  const known = resourceOf(asked);
  // The namespace is the name of the Namespace that the property depends on, and that one's own inputs are known.
  const namespaceBy = (property: string): string | undefined => {
    const namespace = resource.propertyDependencies[property]?.find(
      ({ type }) => type === "kubernetes:core/v1:Namespace",
    );
    const name: unknown = namespace && ifKnown(() => inputs.get(namespace.urn)?.metadata?.name);
    return typeof name === "string" ? name : undefined;
  };
  if (releaseKind(resource) !== undefined) {
    const namespace = ifKnown(() => ({ value: known.props.namespace as unknown }))
      ? undefined
      : namespaceBy("namespace");
    if (namespace === undefined) return known;
    // Not copied: that would read what else is not known of the release.
    return { ...known, props: Object.create(known.props, { namespace: { value: namespace } }) as Properties };
  }
  if (known.namespace !== unknownNamespace) return known;
  const namespace = namespaceBy("metadata");
  return namespace === undefined ? known : { ...known, namespace };
}

function namespaceOf(type: string, read: () => unknown): { namespace?: string } {
  if (!type.startsWith("kubernetes:")) return {};
  // Boxed, to tell a namespace that is not set from one that is not known.
  const namespace = ifKnown(() => ({ value: read() }));
  if (namespace === undefined) return { namespace: unknownNamespace };
  return typeof namespace.value === "string" ? { namespace: namespace.value } : {};
}

import { ifKnown, isStack, type Properties, type Resource, unknownNamespace } from "@breakwater/plan-views";
import type { Policies, PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { type Exemption, exemptionOf, exemptionsSetting } from "./exemptions";
import { configOf } from "./judge";
import { isStackRule, type Judging, pageOf, type Rule, type Settings } from "./rule";

type StackRuleOf = Extract<Rule, { checkStack: unknown }>;
type ResourceRuleOf = Exclude<Rule, StackRuleOf>;

/** The rules as Pulumi's engine takes them. What it runs is each rule's own check; only the way in and out differs. */
export function toPolicies(rules: readonly Rule[]): Policies {
  return rules.map((rule) => (isStackRule(rule) ? stackPolicy(rule) : resourcePolicy(rule)));
}

function resourcePolicy(rule: ResourceRuleOf): ResourceValidationPolicy {
  return {
    ...infoOf(rule),
    validateResource: (args, reportViolation) => {
      const resource = resourceOf(args);
      if (!rule.appliesTo(resource)) args.notApplicable("the rule is about other types");
      rule.check(
        resource,
        judgingOf(rule, args, (message) => reportViolation(message)),
      );
    },
  };
}

/**
 * A stack rule looks at what the program asks for, as every rule does. The engine hands a stack's policies the outputs, and in the
 * first preview a resource whose provider is not known yet has none: so the inputs are kept as they come by.
 */
function stackPolicy(rule: StackRuleOf): StackValidationPolicy & ResourceValidationPolicy {
  const inputs = new Map<string, Properties>();
  return {
    ...infoOf(rule),
    validateResource: ({ urn, props }) => void inputs.set(urn, props),
    validateStack: (args, reportViolation) => {
      const resources = args.resources.map((resource) => asAsked(resource, inputs));
      rule.checkStack(resources, judgingOf(rule, args, reportViolation));
    },
  };
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
  };
}

function resourceOf({ type, name, urn, props, opts }: ResourceValidationArgs | PolicyResource): Resource {
  const options = { protect: opts.protect, ignoreChanges: opts.ignoreChanges };
  return { type, name, urn, props, ...namespaceOf(type, () => props.metadata?.namespace), options };
}

function asAsked(resource: PolicyResource, inputs: ReadonlyMap<string, Properties>): Resource {
  // Of the stack itself its outputs are what counts; it has no inputs, and comes by with none.
  const asked = isStack(resource) ? resource : { ...resource, props: inputs.get(resource.urn) ?? resource.props };
  const known = resourceOf(asked);
  if (known.namespace !== unknownNamespace) return known;
  // The namespace is the name of the Namespace that the metadata depends on, and that one's own inputs are known.
  const namespace = resource.propertyDependencies.metadata?.find(({ type }) => type === "kubernetes:core/v1:Namespace");
  const name: unknown = namespace && ifKnown(() => inputs.get(namespace.urn)?.metadata?.name);
  return typeof name === "string" ? { ...known, namespace: name } : known;
}

function namespaceOf(type: string, read: () => unknown): { namespace?: string } {
  if (!type.startsWith("kubernetes:")) return {};
  // Boxed, to tell a namespace that is not set from one that is not known.
  const namespace = ifKnown(() => ({ value: read() }));
  if (namespace === undefined) return { namespace: unknownNamespace };
  return typeof namespace.value === "string" ? { namespace: namespace.value } : {};
}

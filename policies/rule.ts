import type { Resource } from "@breakwater/plan-views";
import type { EnforcementLevel, PolicyConfigSchema, Severity } from "@pulumi/policy";

/** A threshold that a user may change: a JSON schema with a default, and what it means. */
export type Setting<Value> = PolicyConfigSchema["properties"][string] & { default: Value; description: string };

/** Every threshold of a rule, by name. A rule without any takes `NoSettings`. */
export type Settings = Record<string, unknown>;
export type NoSettings = Record<never, never>;

/** What a rule says of itself, in the anatomy of Pulumi's policies. */
export interface RuleInfo<Config extends Settings = NoSettings> {
  /** Its id, for example `gpu-pool-tainted`; also the name of its page in `docs/rules/`. */
  name: string;
  /** What must hold, in a sentence. */
  description: string;
  /** Why: what happens where it does not hold. */
  guardsAgainst: string;
  severity: Severity;
  /** What it is about: `gpu`, `probes`, `autoscaling`, `identity`, `hygiene` or `platform`. */
  tags: string[];
  /** What to change when it is broken. */
  remediationSteps: string;
  /** Default: `mandatory`. */
  enforcementLevel?: Exclude<EnforcementLevel, "remediate">;
  /** The thresholds that a user may change. */
  settings?: { [Name in keyof Config]: Setting<Config[Name]> };
}

/** What a rule may do while it judges. */
export interface Judging<Config extends Settings> {
  /** The thresholds, with the user's changes. */
  config: Config;
  /**
   * Says what is wrong, naming the offender and the value: *Container "vllm" of Deployment "models/vllm" asks for
   * nvidia.com/gpu but does not tolerate sku=gpu:NoSchedule*. Of a stack rule it takes the resource that is to blame too.
   */
  violation(message: string, offender: Resource): void;
  /** Ends the check: the rule cannot judge here, for this reason. It never passes silently because a property is absent. */
  notApplicable(reason: string): never;
  /**
   * Judges each item on its own. Where an item has a value that is not known before a first `up`, it is not judged, the others are, and
   * the judgement says so. Who reads such a value outside of it has judged nothing.
   */
  each<Item>(items: Iterable<Item>, judge: (item: Item) => void): void;
  /** What `partsOf` gives of all items, in the same way: to find what is to be judged. */
  gather<Item, Part>(items: Iterable<Item>, partsOf: (item: Item) => readonly Part[]): Part[];
}

/** A rule about one resource at a time. It sees what the program asks for, before anything is made. */
export interface ResourceRule<Config extends Settings = NoSettings> extends RuleInfo<Config> {
  /** Which resources it is about. */
  appliesTo(resource: Resource): boolean;
  check(resource: Resource, judging: Judging<Config>): void;
}

/** A rule about how resources of a stack go together. */
export interface StackRule<Config extends Settings = NoSettings> extends RuleInfo<Config> {
  checkStack(resources: readonly Resource[], judging: Judging<Config>): void;
}

// A list of rules holds rules of many configs; each is only ever given its own.
/* eslint-disable @typescript-eslint/no-explicit-any */
export type Rule = ResourceRule<any> | StackRule<any>;
/* eslint-enable @typescript-eslint/no-explicit-any */

export const isStackRule = (rule: Rule): rule is Extract<Rule, { checkStack: unknown }> => "checkStack" in rule;

/** Address of a rule's page. */
export const pageOf = ({ name }: Pick<RuleInfo, "name">): string => `docs/rules/${name}.md`;

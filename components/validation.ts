import * as pulumi from "@pulumi/pulumi";

/** What an argument may be. */
export interface Rule<T> {
  /** Completes the sentence "must be …", for example `an integer from 1 to 100`. */
  allowed: string;
  accepts: (value: T) => boolean;
  /** As `allowed`, for a value that is refused and of which more can be said. Default: `allowed`. */
  allowedFor?: (value: T) => string;
}

/** An argument that breaks a rule. */
export interface Problem {
  /** The argument as the caller writes it, for example `systemPool.count`. */
  propertyPath: string;
  /** The offending value; `undefined` when the argument is missing. */
  value: unknown;
  /** Completes the sentence "must be …". */
  allowed: string;
}

/** A text that the whole of `pattern` matches. */
export const matching = (pattern: RegExp, allowed: string): Rule<string> => ({
  allowed,
  accepts: (value) => typeof value === "string" && pattern.test(value),
});

/** An integer between two bounds, both included. */
export const integerBetween = (min: number, max: number): Rule<number> => ({
  allowed: `an integer from ${min} to ${max}`,
  accepts: (value) => Number.isInteger(value) && value >= min && value <= max,
});

/** One of a few words. */
export const oneOf = <T extends string>(...words: readonly T[]): Rule<T> => ({
  allowed: `one of ${words.join(", ")}`,
  accepts: (value) => words.includes(value),
});

const isPlain = (value: unknown): boolean => !pulumi.Output.isInstance(value) && !(value instanceof Promise);

/**
 * Checks the arguments of one component: plain values at once and all together, Outputs as soon as their value is known.
 *
 * ```ts
 * const check = new ArgumentCheck("AksCluster", name);
 * const clusterName = check.input("clusterName", args.clusterName, aksClusterName);
 * check.throwProblems();
 * ```
 */
export class ArgumentCheck {
  private readonly problems: Problem[] = [];

  /** `component` and `name` say in the error's message which resource has the wrong arguments. */
  constructor(
    private readonly component: string,
    private readonly name: string,
  ) {}

  /** A required argument. Use what it returns: with an Output, that is what carries the check. */
  input<T>(propertyPath: string, value: pulumi.Input<T>, rule: Rule<T>): pulumi.Input<T> {
    return this.together({ value }, (known) => breaches(propertyPath, known.value as T, rule)).value;
  }

  /** As `input`, for an argument that may be left out. */
  optional<T>(propertyPath: string, value: pulumi.Input<T> | undefined, rule: Rule<T>): pulumi.Input<T> | undefined {
    return value === undefined ? undefined : this.input(propertyPath, value, rule);
  }

  /** Every element of a list, each under its own path (`zones[1]`). */
  each<T>(propertyPath: string, values: pulumi.Input<T[]>, rule: Rule<T>): pulumi.Input<T[]> {
    return this.together({ values }, (known) =>
      (known.values as T[]).flatMap((value, index) => breaches(`${propertyPath}[${index}]`, value, rule)),
    ).values;
  }

  /** Arguments that constrain one another: `find` gets their values and returns what is wrong with them. */
  together<A extends Record<string, unknown>>(args: A, find: (known: Known<A>) => Problem[]): A {
    if (Object.values(args).every(isPlain)) {
      this.problems.push(...find(args as Known<A>));
      return args;
    }
    const isSecret = Promise.all(Object.values(args).map((value) => pulumi.isSecret(pulumi.output(value))));
    const valid = pulumi.output([args, isSecret] as const).apply(([known, secrets]) => {
      const problems = find(known as Known<A>);
      // Which of the values is the offending one is not known here, so one secret hides them all.
      const hidden = secrets.some(Boolean) ? problems.map((problem) => ({ ...problem, value: "[secret]" })) : problems;
      if (hidden.length > 0) throw this.error(hidden);
      return known as Known<A>;
    });
    const outputs = Object.keys(args).map((key) => [key, valid.apply((known) => known[key])]);
    return Object.fromEntries(outputs) as A;
  }

  /** Throws one error that names every problem found so far. Call it before anything is registered. */
  throwProblems(): void {
    if (this.problems.length > 0) throw this.error(this.problems);
  }

  private error(problems: Problem[]): pulumi.InputPropertiesError {
    const errors = problems.map(({ propertyPath, value, allowed }) => ({
      propertyPath,
      reason: value === undefined ? `missing; must be ${allowed}` : `${JSON.stringify(value)} must be ${allowed}`,
    }));
    const lines = errors.map(({ propertyPath, reason }) => `  ${propertyPath}: ${reason}`);
    const message = [`${this.component} "${this.name}" has arguments that are not allowed:`, ...lines].join("\n");
    const error = new pulumi.InputPropertiesError({ message, errors });
    // Pulumi prints the stack of what a program throws, if it has one; the message alone says all that helps its user.
    error.stack = undefined;
    return error;
  }
}

/** The arguments as plain values. */
export type Known<A> = { [K in keyof A]: pulumi.Unwrap<A[K]> };

function breaches<T>(propertyPath: string, value: T, rule: Rule<T>): Problem[] {
  const isMissing = value === undefined || value === null;
  if (!isMissing && rule.accepts(value)) return [];
  const allowed = isMissing ? rule.allowed : (rule.allowedFor?.(value) ?? rule.allowed);
  return [{ propertyPath, value: value ?? undefined, allowed }];
}

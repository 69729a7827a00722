import { isObject } from "./plan";
import type { Properties } from "./resource";

/**
 * A property of a Plan holds what its resource does not take. A property that is absent is none of these, and neither is one that is
 * not known before a first `up`: reading that throws Pulumi's `UnknownValueError`.
 */
export class PlanValueError extends Error {
  override name = "PlanValueError";

  /**
   * @param subject what the property is of, as a message names it: *AgentPool "gpu1"*
   * @param path the property, for example `spec.triggers[0].type`
   * @param value what it holds; `undefined` where it is missing and must not be
   * @param allowed completes the sentence "must be …"
   */
  constructor(
    readonly subject: string,
    readonly path: string,
    readonly value: unknown,
    readonly allowed: string,
  ) {
    super(
      value === undefined
        ? `${subject}: ${path} is missing; it must be ${allowed}`
        : `${subject}: ${path} = ${shown(value)} must be ${allowed}`,
    );
  }
}

/** Longest value that a message repeats, characters. */
const longestValue = 80;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}

/** What a property's value must be, and how a message says so. */
interface Kind<Value> {
  allowed: string;
  holds(value: unknown): value is Value;
}

/** The kinds of values that properties have. */
export const kinds = {
  text: { allowed: "a text", holds: (value): value is string => typeof value === "string" } satisfies Kind<string>,
  number: {
    allowed: "a number",
    holds: (value): value is number => Number.isFinite(value),
  } satisfies Kind<number>,
  flag: {
    allowed: "true or false",
    holds: (value): value is boolean => typeof value === "boolean",
  } satisfies Kind<boolean>,
  object: { allowed: "an object", holds: (value): value is Properties => isObject(value) } satisfies Kind<Properties>,
  numberOrText: {
    allowed: "a number or a text",
    holds: (value): value is number | string => typeof value === "string" || Number.isFinite(value),
  } satisfies Kind<number | string>,
  list: { allowed: "a list", holds: (value): value is unknown[] => Array.isArray(value) } satisfies Kind<unknown[]>,
};

/**
 * Reads the properties of one resource, each at the moment it is asked for: in a preview of Pulumi's engine a property that nobody
 * reads may be unknown. Absent and `null` are the same, as Kubernetes and Azure have it.
 */
export class Reader {
  /**
   * @param subject what the properties are of, as a message names it
   * @param properties of the resource, or of an object in it
   * @param place path of that object, for messages; empty for the resource itself
   */
  constructor(
    readonly subject: string,
    readonly properties: Properties,
    private readonly place = "",
  ) {}

  /** The property as it stands; `undefined` where it is absent. */
  any(name: string): unknown {
    return (this.properties[name] as unknown) ?? undefined;
  }

  /** @throws PlanValueError where it is there and no text */
  text(name: string): string | undefined {
    return this.read(name, kinds.text);
  }

  /** @throws PlanValueError where it is there and no number */
  number(name: string): number | undefined {
    return this.read(name, kinds.number);
  }

  /** @throws PlanValueError where it is there and neither true nor false */
  flag(name: string): boolean | undefined {
    return this.read(name, kinds.flag);
  }

  /** What may be a number or a share of one: `2`, `"50%"`. @throws PlanValueError where it is there and neither */
  numberOrText(name: string): number | string | undefined {
    return this.read(name, kinds.numberOrText);
  }

  /** @throws PlanValueError where it is there and no object */
  record(name: string): Properties | undefined {
    return this.read(name, kinds.object);
  }

  /** The object that a property holds, to be read in turn; one without properties where it is absent. */
  object(name: string): Reader {
    return new Reader(this.subject, this.record(name) ?? {}, this.pathOf(name));
  }

  /** Items of a list as they stand; none where it is absent. @throws PlanValueError where it is no list */
  list(name: string): unknown[] {
    return this.read(name, kinds.list) ?? [];
  }

  /** Objects of a list; none where it is absent. @throws PlanValueError where it is no list of objects */
  objects(name: string): Reader[] {
    return this.list(name).map((entry, index) => {
      const place = `${this.pathOf(name)}[${index}]`;
      if (!isObject(entry)) throw new PlanValueError(this.subject, place, entry, kinds.object.allowed);
      return new Reader(this.subject, entry, place);
    });
  }

  /** The objects of a list as they stand. @throws PlanValueError where it is no list of objects */
  records(name: string): Properties[] {
    return this.objects(name).map(({ properties }) => properties);
  }

  /** Texts of a list; none where it is absent. @throws PlanValueError where it is no list of texts */
  texts(name: string): string[] {
    return this.list(name).map((entry, index) => {
      if (kinds.text.holds(entry)) return entry;
      throw new PlanValueError(this.subject, `${this.pathOf(name)}[${index}]`, entry, kinds.text.allowed);
    });
  }

  /** Texts by name, such as labels; none where it is absent. @throws PlanValueError where one is no text */
  textsByName(name: string): Record<string, string> {
    const object = this.object(name);
    return Object.fromEntries(
      Object.keys(object.properties).flatMap((key) => {
        const value = object.text(key);
        return value === undefined ? [] : [[key, value]];
      }),
    );
  }

  /** For a property that must be there: its value, or an error that says what is allowed. */
  required<Value>(name: string, value: Value | undefined, allowed: string): Value {
    if (value === undefined) throw this.wrong(name, allowed);
    return value;
  }

  /** An error about a property whose value has the right kind and is wrong all the same. */
  wrong(name: string, allowed: string): PlanValueError {
    return new PlanValueError(this.subject, this.pathOf(name), this.any(name), allowed);
  }

  private read<Value>(name: string, { allowed, holds }: Kind<Value>): Value | undefined {
    const value = this.any(name);
    if (value === undefined || holds(value)) return value;
    throw this.wrong(name, allowed);
  }

  /** Where a property stands in its resource. */
  pathOf(name: string): string {
    return this.place === "" ? name : `${this.place}.${name}`;
  }
}

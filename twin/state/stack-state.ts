import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { ControlPlaneError, isSameObject } from "../controlplane";
import { readJsonFile, writeFileAtomically } from "../files";
import type { ObjectReference } from "../controlplane";
import type { JsonObject, Plan, PlanResource } from "@breakwater/plan-views";

/** How the program declared a resource: its options, and what it needs. */
export type Declaration = Pick<PlanResource, "parent" | "provider" | "dependencies" | "options">;

/** One resource that the twin made. */
export interface ResourceState {
  urn: string;
  type: string;
  name: string;
  /** `applying`: a command was ended between its intent and the server's answer, so the resource may be there or not. */
  status: "applying" | "applied";
  /** Inputs of the last completed application, secrets masked; absent until there was one. */
  inputs?: JsonObject;
  /** Inputs of the application under way, secrets masked. */
  pending?: JsonObject;
  /** See `digestSecrets`. */
  secretsDigest?: string;
  /** Where the object lives, for a Kubernetes object. */
  object?: ObjectReference;
  /** Objects that the resource was before and that have still to be deleted: the program has renamed it. */
  formerly?: ObjectReference[];
  /** As of the last application, which may be under way; absent in a state of an older version. */
  declared?: Declaration;
  /** Higher for what was asked for later: a resource is asked for only when all that it depends on is there. */
  sequence: number;
}

/** Every object that a resource has in the cluster, as far as is known. */
export function objectsOf(resource: Pick<ResourceState, "object" | "formerly"> | undefined): ObjectReference[] {
  return [...(resource?.object ? [resource.object] : []), ...(resource?.formerly ?? [])];
}

/** Changes when the file's shape does. */
const version = 1;

interface StateFile {
  version: typeof version;
  stack: string;
  salt: string;
  sequence: number;
  /** What the program declared when it last ran to its end. */
  plan?: Plan;
  resources: Record<string, ResourceState>;
}

/**
 * What the twin of a stack has made. Every change is on disk before the next step, so that a command which is killed forgets
 * nothing: what it was about to make is known as `applying`.
 */
export class StackState {
  private readonly file: string;
  private readonly content: Omit<StateFile, "resources" | "plan">;
  private readonly resources: Map<string, ResourceState>;
  private latestPlan: Plan | undefined;
  /** What stays the same from one save to the next, as it is written: to write all of it anew took a second of an `up`. */
  private readonly written = new WeakMap<object, string>();

  private constructor(file: string, { resources, plan, ...content }: StateFile) {
    this.file = file;
    this.content = content;
    this.latestPlan = plan;
    this.resources = new Map(Object.entries(resources));
  }

  /**
   * Reads a stack's state; an empty one when there is none.
   *
   * @throws ControlPlaneError for a file that is damaged or of another version: to go on without it would forget what is there
   */
  static open(file: string, stack: string): StackState {
    const content = readJsonFile(file) as StateFile | undefined;
    if (content === undefined && !fs.existsSync(file)) {
      const salt = randomBytes(16).toString("hex");
      return new StackState(file, { version, stack, salt, sequence: 0, resources: {} });
    }
    if (content?.version !== version) {
      throw new ControlPlaneError(
        `${file} is damaged or of another version of breakwater. \`breakwater down --stack ${stack}\` removes it, then \`up\` starts anew.`,
      );
    }
    return new StackState(file, content);
  }

  get salt(): string {
    return this.content.salt;
  }

  get plan(): Plan | undefined {
    return this.latestPlan;
  }

  get(urn: string): ResourceState | undefined {
    return this.resources.get(urn);
  }

  /** Every resource, the latest first: an order in which they can be deleted. */
  latestFirst(): ResourceState[] {
    return [...this.resources.values()].sort((a, b) => b.sequence - a.sequence);
  }

  /** Says what is about to be made, and returns what the state knew of it before. */
  begin(
    resource: Pick<ResourceState, "urn" | "type" | "name" | "object" | "declared">,
    pending: JsonObject,
  ): ResourceState | undefined {
    const before = this.get(resource.urn);
    const sequence = ++this.content.sequence;
    const { object } = resource;
    const formerly = objectsOf(before).filter((known) => object !== undefined && !isSameObject(known, object));
    this.resources.set(resource.urn, {
      ...before,
      ...resource,
      status: "applying",
      pending,
      formerly: formerly.length > 0 ? formerly : undefined,
      sequence,
    });
    this.save();
    return before;
  }

  /** Says that it is made. */
  complete(urn: string, secretsDigest?: string): void {
    const begun = this.get(urn);
    if (!begun) throw new Error(`${urn} was completed without having begun`);
    const { type, name, object, declared, pending: inputs, sequence } = begun;
    const applied = { urn, type, name, status: "applied", inputs, secretsDigest, object, declared, sequence } as const;
    this.resources.set(urn, applied);
    this.save();
  }

  /** Puts back what was known before an application that was refused. */
  restore(urn: string, before: ResourceState | undefined): void {
    if (before) this.resources.set(urn, before);
    else this.resources.delete(urn);
    this.save();
  }

  forget(urn: string): void {
    this.resources.delete(urn);
    this.save();
  }

  /** Forgets everything: the cluster that held it is gone. */
  forgetAll(): void {
    this.resources.clear();
    this.save();
  }

  /** Keeps the Plan of a run that came to its end. */
  keepPlan(plan: Plan): void {
    this.latestPlan = plan;
    this.save();
  }

  private save(): void {
    const resources = [...this.resources].map(([urn, resource]) => `${JSON.stringify(urn)}: ${this.textOf(resource)}`);
    const members = [
      ...Object.entries(this.content).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`),
      ...(this.latestPlan ? [`"plan": ${this.textOf(this.latestPlan)}`] : []),
      `"resources": {\n${resources.join(",\n")}\n}`,
    ];
    writeFileAtomically(this.file, `{\n${members.join(",\n")}\n}\n`);
  }

  private textOf(value: object): string {
    const known = this.written.get(value);
    if (known !== undefined) return known;
    const text = JSON.stringify(value);
    this.written.set(value, text);
    return text;
  }
}

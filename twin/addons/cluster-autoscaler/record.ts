import * as path from "node:path";
import { readJsonFile, writeFileAtomically } from "../../files";
import type { AddonsFolder } from "../daemons/addons-folder";

/** A node on its way. */
export interface BootingNode {
  pool: string;
  name: string;
  /** Pods that it is for. */
  pods: string[];
  /** When it is there, ISO 8601. */
  readyAt: string;
}

/** A pod for which no node helps, and why. */
export interface Refusal {
  /** `namespace/name`. */
  pod: string;
  reason: string;
}

/** Something that the autoscaler did. */
export interface AutoscalerEvent {
  /** ISO 8601. */
  at: string;
  text: string;
}

/** What the twin's Cluster Autoscaler tells others. */
export interface AutoscalerRecord {
  booting: BootingNode[];
  /** Pending pods that no node helps. */
  refusals: Refusal[];
  /** The last first. */
  events: AutoscalerEvent[];
}

/** Events that are kept. */
const keptEvents = 20;

export function emptyRecord(): AutoscalerRecord {
  return { booting: [], refusals: [], events: [] };
}

export function withEvent(record: AutoscalerRecord, at: Date, text: string): AutoscalerRecord {
  return { ...record, events: [{ at: at.toISOString(), text }, ...record.events].slice(0, keptEvents) };
}

/** What the autoscaler of a stack said last; `undefined` when it never ran. */
export function readRecord({ root }: AddonsFolder): AutoscalerRecord | undefined {
  return readJsonFile(path.join(root, "cluster-autoscaler.json")) as AutoscalerRecord | undefined;
}

export function writeRecord({ root }: AddonsFolder, record: AutoscalerRecord): void {
  writeFileAtomically(path.join(root, "cluster-autoscaler.json"), JSON.stringify(record, null, 2));
}

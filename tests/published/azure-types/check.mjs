#!/usr/bin/env node
// Checks azure-native resource inputs against Microsoft's own ARM type definitions (types/, see README.md).
//
//   node check.mjs PLAN.json [--accept-open]     exit 0: no findings, 1: findings, 2: wrong use
//
import { readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Checker } from "./checker.mjs";
import { isObject, typeOf } from "./text.mjs";

const typesDir = join(dirname(fileURLToPath(import.meta.url)), "types");
let index;
const entries = new Map();
function lookUp(module, name) {
  if (!index) {
    const { resources } = JSON.parse(readFileSync(join(typesDir, "index.json"), "utf8"));
    index = new Map(Object.entries(resources).map(([token, r]) => [token.toLowerCase(), r.file]));
  }
  const file = index.get(`${module}:${name}`.toLowerCase());
  if (!file) return undefined;
  if (!entries.has(file)) entries.set(file, JSON.parse(readFileSync(join(typesDir, file), "utf8")));
  return entries.get(file);
}

/**
 * `azure-native:containerservice:ManagedCluster`, `azure-native:containerservice/v20250901:ManagedCluster`,
 * `azure-native:containerservice/managedCluster:ManagedCluster` and, from a local SDK package,
 * `azure-native_containerservice_v20250901:containerservice:ManagedCluster`.
 */
export function parseToken(type) {
  const match = /^azure-native(?:_\w+?_(v\d{8}\w*))?:(\w+)(?:\/(\w+))?:(\w+)$/.exec(type ?? "");
  if (!match) return undefined;
  const [, packageVersion, module, middle, name] = match;
  const v = packageVersion ?? (/^v\d{8}/.test(middle ?? "") ? middle : undefined);
  const day = v && /^v(\d{4})(\d\d)(\d\d)(.*)$/.exec(v);
  return { module, name, apiVersion: day ? `${day[1]}-${day[2]}-${day[3]}${day[4] ? `-${day[4]}` : ""}` : undefined };
}
/**
 * Checks one resource.
 * @param {{ type: string, inputs?: Record<string, unknown> }} resource
 * @param {{ acceptOpen?: boolean }} [options] acceptOpen: take any string for an enum that ARM declares open
 * @returns {{ status: "checked" | "not-covered" | "skipped", armType?: string, apiVersion?: string, note?: string,
 *   findings: { path: string, reason: string, armType: string, apiVersion: string }[] }}
 */
export function checkResource({ type, inputs }, options = {}) {
  const token = parseToken(type);
  if (!token) return { status: "skipped", findings: [] };
  const entry = lookUp(token.module, token.name);
  if (!entry) return { status: "not-covered", findings: [] };
  const { armType, apiVersion } = entry;
  const otherVersion = token.apiVersion !== undefined && token.apiVersion !== apiVersion;
  const note = otherVersion ? `asks for API version ${token.apiVersion}, checked against ${apiVersion}` : undefined;
  const findings = [];
  const report = (path, reason) => findings.push({ path: path || "(inputs)", reason, armType, apiVersion });
  if (inputs !== undefined && !isObject(inputs)) report("", `expected an object, got ${typeOf(inputs)}`);
  else new Checker(entry, token.module, options, report).resource(inputs ?? {}, otherVersion);
  return { status: "checked", armType, apiVersion, ...(note ? { note } : {}), findings };
}

/** Checks every azure-native resource of a plan. */
export function checkPlan(plan, options = {}) {
  const result = { checked: 0, findings: [], notCovered: new Map(), notes: [] };
  for (const resource of plan.resources) {
    const r = checkResource(resource, options);
    const urn = resource.urn ?? `${resource.type}::${resource.name}`;
    if (r.status === "not-covered")
      result.notCovered.set(resource.type, (result.notCovered.get(resource.type) ?? 0) + 1);
    if (r.status !== "checked") continue;
    result.checked++;
    if (r.note) result.notes.push(`${urn}  ${r.note}`);
    for (const f of r.findings) result.findings.push({ urn, ...f });
  }
  return result;
}

function main(argv) {
  const files = argv.filter((a) => !a.startsWith("--"));
  const flags = argv.filter((a) => a.startsWith("--"));
  if (files.length !== 1 || flags.some((f) => f !== "--accept-open")) {
    console.error("usage: node check.mjs PLAN.json [--accept-open]");
    return 2;
  }
  let plan;
  try {
    plan = JSON.parse(readFileSync(files[0], "utf8"));
  } catch (e) {
    console.error(`${files[0]}: ${e.message}`);
    return 2;
  }
  if (!Array.isArray(plan?.resources)) {
    console.error(`${files[0]}: no "resources" array`);
    return 2;
  }
  if (!plan.resources.every((r) => isObject(r) && typeof r.type === "string")) {
    console.error(`${files[0]}: a resource without a "type"`);
    return 2;
  }
  const { checked, findings, notCovered, notes } = checkPlan(plan, { acceptOpen: flags.includes("--accept-open") });
  for (const f of findings) console.log(`${f.urn}  ${f.path}  ${f.reason}  (${f.armType}, ${f.apiVersion})`);
  for (const n of notes) console.log(`note: ${n}`);
  const types = [...notCovered.keys()].sort();
  console.log(
    `${checked} resources checked, ${findings.length} findings, ${types.length} types not covered${types.length ? `: ${types.join(", ")}` : ""}`,
  );
  return findings.length ? 1 : 0;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = main(process.argv.slice(2));
  } catch (e) {
    console.error(e);
    process.exitCode = 2;
  } // 1 would read as findings
}

/** What the services that carry the tags allow, where it is less than Azure's own limits. */
export interface TagLimits {
  /** Most tags of a resource. */
  tags?: number;
  /** Longest name of a tag, characters. */
  nameLength?: number;
}

/** Limits of services that take less than Azure's 50 tags with names of 512 characters. */
export const tagLimits = {
  /** Zones of private DNS, and their links. AKS hands a private cluster's tags on to its own zone, too. */
  privateDns: { tags: 15 },
  storageAccount: { nameLength: 128 },
} as const satisfies Record<string, TagLimits>;

/** What is wrong with one tag, or with all of them together. */
export interface TagFault {
  /** Name of the tag; `undefined` for all of them. */
  name: string | undefined;
  /** Completes the sentence "must be …" about the tag, or about the tags. */
  allowed: string;
}

/** Beginnings that Azure keeps for itself. */
const reserved = ["azure", "microsoft", "windows"];

/**
 * What Azure refuses of tags (https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations). Names are the same
 * whatever their case; AKS would take the first in the alphabet of those (https://learn.microsoft.com/azure/aks/use-tags#limitations).
 */
export function tagFaults(tags: Readonly<Record<string, unknown>>, limits: TagLimits = {}): TagFault[] {
  const { tags: most = 50, nameLength = 512 } = limits;
  const names = Object.keys(tags);
  const all = names.length <= most ? [] : [{ name: undefined, allowed: `a group of at most ${most} tags` }];
  return [...all, ...names.flatMap((name) => faultsOfTag(name, tags[name], names, nameLength))];
}

function faultsOfTag(name: string, value: unknown, names: readonly string[], nameLength: number): TagFault[] {
  const twin = names.find((other) => other !== name && other.toLowerCase() === name.toLowerCase());
  const faults = [
    name.length >= 1 && name.length <= nameLength && !/[<>%&\\?/]/.test(name)
      ? undefined
      : `a tag whose name has 1 to ${nameLength} characters, none of them < > % & \\ ? /`,
    reserved.some((word) => name.toLowerCase().startsWith(word))
      ? `a tag whose name does not begin with ${reserved.join(", ")}, which Azure keeps for itself`
      : undefined,
    // Said of the later one only.
    twin !== undefined && names.indexOf(twin) < names.indexOf(name)
      ? `a tag with another name than ${twin}, which is the same to Azure whatever its case`
      : undefined,
    typeof value === "string" && value.length <= 256 ? undefined : "a text of at most 256 characters",
  ];
  return faults.flatMap((allowed) => (allowed === undefined ? [] : [{ name, allowed }]));
}

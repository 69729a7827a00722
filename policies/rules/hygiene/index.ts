import type { Rule } from "../../rule";
import { containerResources } from "./container-resources";
import { imageByDigest } from "./image-by-digest";
import { imageNotLatest } from "./image-not-latest";
import { namespaceDefaultDeny } from "./namespace-default-deny";
import { pdbExists } from "./pdb-exists";
import { podSecurityRestricted } from "./pod-security-restricted";
import { replicasSpread } from "./replicas-spread";

/** What every workload owes its neighbours. */
export const hygieneRules: readonly Rule[] = [
  containerResources,
  podSecurityRestricted,
  imageNotLatest,
  imageByDigest,
  replicasSpread,
  pdbExists,
  namespaceDefaultDeny,
];

import { type Conflict, unless } from "./conflict";

/** Azure's limit on the ranges of one API server. */
const mostRanges = 200;

/** Ranges guard a public address; Azure refuses them where there is none. */
const rangesNeedAPublicServer: Conflict = {
  reads: ["cluster.authorizedIpRanges", "cluster.privateApiServer"],
  find: ({ cluster: { authorizedIpRanges, privateApiServer } }) =>
    unless(
      !privateApiServer || authorizedIpRanges.length === 0,
      "cluster.authorizedIpRanges",
      "empty with cluster.privateApiServer, which has no public address to guard",
    ),
};

const rangesThatAzureTakes: Conflict = {
  reads: ["cluster.authorizedIpRanges", "network.natGateway.enabled", "network.natGateway.addresses"],
  find: ({ cluster: { authorizedIpRanges }, network: { natGateway } }) => {
    // The nodes come from the NAT gateway and are added to the list.
    const most = mostRanges - (natGateway.enabled ? natGateway.addresses : 0);
    return unless(
      authorizedIpRanges.length <= most,
      "cluster.authorizedIpRanges",
      `a list of at most ${most} networks`,
    );
  },
};

/** What the cluster rules out. */
export const clusterConflicts: readonly Conflict[] = [rangesNeedAPublicServer, rangesThatAzureTakes];

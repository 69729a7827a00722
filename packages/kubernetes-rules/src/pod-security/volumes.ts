import type { PodSecurityCheck, PodSecurityFault } from "./check";
import type { SecuredVolume } from "./pod";

const hostPathVolumes: PodSecurityCheck = {
  id: "hostPathVolumes",
  level: "baseline",
  versions: [{ from: 0, ofVolume: ({ hostPath }) => (hostPath ? [{ property: "hostPath", allowed: "absent" }] : []) }],
};

/** Sources that the level `restricted` takes. */
const taken = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

/** Sources that it leaves to persistent volumes, which their administrator makes. */
const refused = [
  "hostPath",
  "gcePersistentDisk",
  "awsElasticBlockStore",
  "gitRepo",
  "nfs",
  "iscsi",
  "glusterfs",
  "rbd",
  "flexVolume",
  "cinder",
  "cephfs",
  "flocker",
  "fc",
  "azureFile",
  "vsphereVolume",
  "quobyte",
  "azureDisk",
  "photonPersistentDisk",
  "portworxVolume",
  "scaleIO",
  "storageos",
];

const restrictedVolumes: PodSecurityCheck = {
  id: "restrictedVolumes",
  level: "restricted",
  replaces: hostPathVolumes.id,
  versions: [{ from: 0, ofVolume: sourceFaults }],
};

/** A volume without a source is an emptyDir, by the API server's defaults. */
function sourceFaults(volume: SecuredVolume): PodSecurityFault[] {
  if (taken.some((source) => volume[source])) return [];
  return refused
    .filter((source) => volume[source])
    .map((source) => ({ property: source, allowed: `absent; what a pod may mount itself is ${taken.join(", ")}` }));
}

export const volumeChecks = [hostPathVolumes, restrictedVolumes];

import type { types } from "@pulumi/kubernetes";

/**
 * What the Pod Security level `restricted` asks of a pod. The ids are numbers because the kubelet cannot tell from a user's
 * name that it is not root, and then refuses to start the container.
 */
export const restrictedPod = (uid: number, gid: number): types.input.core.v1.PodSecurityContext => ({
  runAsNonRoot: true,
  runAsUser: uid,
  runAsGroup: gid,
  // Volumes belong to the group, so that the process can write to its emptyDirs and read its Secrets.
  fsGroup: gid,
  seccompProfile: { type: "RuntimeDefault" },
});

/** What `restricted` asks of a container, and a root file system that nothing can be planted in. */
export const restrictedContainer: types.input.core.v1.SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
};

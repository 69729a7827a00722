import * as path from "node:path";
import { pinnedVersion } from "./module";
import type { ProgramSet } from "./program-set";

/** Everything that the twin's cluster consists of. */
export const controlPlane: ProgramSet = {
  title: "the control plane",
  cacheName: "controlplane",
  folder: path.resolve(__dirname, ".."),
  binaries: [
    { name: "etcd", package: "go.etcd.io/etcd/server/v3", seconds: 59 },
    { name: "kube-apiserver", package: "k8s.io/kubernetes/cmd/kube-apiserver", seconds: 211 },
    { name: "kube-controller-manager", package: "k8s.io/kubernetes/cmd/kube-controller-manager", seconds: 57 },
    { name: "kube-scheduler", package: "k8s.io/kubernetes/cmd/kube-scheduler", seconds: 5 },
    { name: "kubectl", package: "k8s.io/kubernetes/cmd/kubectl", seconds: 23 },
    { name: "kwok", package: "sigs.k8s.io/kwok/cmd/kwok", seconds: 12 },
    { name: "kwokctl", package: "sigs.k8s.io/kwok/cmd/kwokctl", seconds: 12 },
  ],
  // As Kubernetes' own release does it, or the API server would call itself v0.0.0-master.
  stamps: (goMod) => {
    const { kubernetesVersion } = controlPlaneVersions(goMod);
    const [major, minor] = kubernetesVersion.slice(1).split(".");
    const version = "k8s.io/component-base/version";
    return [
      `${version}.gitVersion=${kubernetesVersion}`,
      `${version}.gitMajor=${major}`,
      `${version}.gitMinor=${minor}`,
    ];
  },
};

/** The built control plane. */
export interface Binaries extends ControlPlaneVersions {
  /** Folder in the cache that holds all of them. */
  folder: string;
}

export interface ControlPlaneVersions {
  /** Kubernetes' version, for example `v1.36.3`. */
  kubernetesVersion: string;
  /** For example `v3.6.8`. */
  etcdVersion: string;
}

export function controlPlaneVersions(goMod: string): ControlPlaneVersions {
  return {
    kubernetesVersion: pinnedVersion(goMod, "k8s.io/kubernetes"),
    etcdVersion: pinnedVersion(goMod, "go.etcd.io/etcd/server/v3"),
  };
}

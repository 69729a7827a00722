import * as path from "node:path";
import { pinnedVersion } from "./module";
import type { OfficialProgram, ProgramSet } from "./program-set";

/**
 * A program of Kubernetes' own release (build/server-image in kubernetes v1.36.3: `/usr/local/bin/<name>` for the servers, built
 * without cgo).
 */
const kubernetes =
  (name: string) =>
  (goMod: string): OfficialProgram => {
    const { kubernetesVersion } = controlPlaneVersions(goMod);
    return {
      image: { registry: "registry.k8s.io", repository: name, tag: kubernetesVersion },
      path: `/usr/local/bin/${name}`,
      args: ["--version"],
      says: `Kubernetes ${kubernetesVersion}`,
    };
  };

/** build/server-image/kubectl/Dockerfile in kubernetes v1.36.3. */
function kubectl(goMod: string): OfficialProgram {
  const { kubernetesVersion } = controlPlaneVersions(goMod);
  return {
    image: { registry: "registry.k8s.io", repository: "kubectl", tag: kubernetesVersion },
    path: "/bin/kubectl",
    args: ["version", "--client"],
    says: `Client Version: ${kubernetesVersion}`,
  };
}

/** Kubernetes publishes etcd for itself as `<version>-<build>`: cluster/gce/manifests/etcd.manifest in kubernetes v1.36.3 has 3.6.8-0. */
function etcd(goMod: string): OfficialProgram {
  const version = controlPlaneVersions(goMod).etcdVersion.slice(1);
  return {
    image: { registry: "registry.k8s.io", repository: "etcd", tag: `${version}-0` },
    path: "/usr/local/bin/etcd",
    args: ["--version"],
    says: `etcd Version: ${version}`,
  };
}

/** images/kwok/Dockerfile in kwok v0.8.0. */
function kwok(goMod: string): OfficialProgram {
  const version = pinnedVersion(goMod, kwokModule);
  return {
    image: { registry: "registry.k8s.io", repository: "kwok/kwok", tag: version },
    path: "/usr/local/bin/kwok",
    args: ["--version"],
    says: `kwok version ${version} `,
  };
}

/**
 * kwokctl is only in the images that hold a whole cluster (images/cluster/Dockerfile in kwok v0.8.0): one for each Kubernetes of
 * kwok's supported_releases.txt, with the same kwokctl. It is their uppermost layer, the only one that is fetched.
 */
function kwokctl(goMod: string): OfficialProgram {
  const version = pinnedVersion(goMod, kwokModule);
  return {
    image: { registry: "registry.k8s.io", repository: "kwok/cluster", tag: `${version}-k8s.${kwokctlKubernetes}` },
    path: "/usr/local/bin/kwokctl",
    args: ["--version"],
    says: `kwokctl version ${version} `,
  };
}

const kwokModule = "sigs.k8s.io/kwok";

/** A Kubernetes of which kwok v0.8.0 has published an image. */
const kwokctlKubernetes = "v1.33.12";

/** Everything that the twin's cluster consists of. */
export const controlPlane: ProgramSet = {
  title: "the control plane",
  cacheName: "controlplane",
  folder: path.resolve(__dirname, ".."),
  binaries: [
    { name: "etcd", package: "go.etcd.io/etcd/server/v3", seconds: 59, official: etcd },
    {
      name: "kube-apiserver",
      package: "k8s.io/kubernetes/cmd/kube-apiserver",
      seconds: 211,
      official: kubernetes("kube-apiserver"),
    },
    {
      name: "kube-controller-manager",
      package: "k8s.io/kubernetes/cmd/kube-controller-manager",
      seconds: 57,
      official: kubernetes("kube-controller-manager"),
    },
    {
      name: "kube-scheduler",
      package: "k8s.io/kubernetes/cmd/kube-scheduler",
      seconds: 5,
      official: kubernetes("kube-scheduler"),
    },
    { name: "kubectl", package: "k8s.io/kubernetes/cmd/kubectl", seconds: 23, official: kubectl },
    { name: "kwok", package: "sigs.k8s.io/kwok/cmd/kwok", seconds: 12, official: kwok },
    { name: "kwokctl", package: "sigs.k8s.io/kwok/cmd/kwokctl", seconds: 12, official: kwokctl },
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

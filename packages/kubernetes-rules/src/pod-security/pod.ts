/*
 * The parts of a pod that decide on its security, in Kubernetes' own shape and names
 * (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/). `null` is the absence of a field, as in every manifest.
 */

type Maybe<T> = T | null | undefined;

/** What a pod and a container may both set. */
interface SharedContext {
  runAsNonRoot?: Maybe<boolean>;
  runAsUser?: Maybe<number>;
  seccompProfile?: Maybe<{ type?: Maybe<string> }>;
  appArmorProfile?: Maybe<{ type?: Maybe<string> }>;
  seLinuxOptions?: Maybe<{ type?: Maybe<string>; user?: Maybe<string>; role?: Maybe<string> }>;
  windowsOptions?: Maybe<{ hostProcess?: Maybe<boolean> }>;
}

/** Who a probe or a hook asks. */
export interface HandlerOfContainer {
  httpGet?: Maybe<{ host?: Maybe<string> }>;
  tcpSocket?: Maybe<{ host?: Maybe<string> }>;
}

/** A container that runs, one that starts before the others, or one that is added to a pod that runs. */
export interface SecuredContainer {
  name?: Maybe<string>;
  ports?: Maybe<readonly { hostPort?: Maybe<number> }[]>;
  livenessProbe?: Maybe<HandlerOfContainer>;
  readinessProbe?: Maybe<HandlerOfContainer>;
  startupProbe?: Maybe<HandlerOfContainer>;
  lifecycle?: Maybe<{ postStart?: Maybe<HandlerOfContainer>; preStop?: Maybe<HandlerOfContainer> }>;
  securityContext?: Maybe<
    SharedContext & {
      privileged?: Maybe<boolean>;
      allowPrivilegeEscalation?: Maybe<boolean>;
      procMount?: Maybe<string>;
      capabilities?: Maybe<{ add?: Maybe<readonly string[]>; drop?: Maybe<readonly string[]> }>;
    }
  >;
}

/** A volume: its name, and its source under the source's own name. */
export type SecuredVolume = Readonly<Record<string, unknown>> & { name?: Maybe<string> };

export interface SecuredPodSpec {
  os?: Maybe<{ name?: Maybe<string> }>;
  hostUsers?: Maybe<boolean>;
  hostNetwork?: Maybe<boolean>;
  hostPID?: Maybe<boolean>;
  hostIPC?: Maybe<boolean>;
  securityContext?: Maybe<SharedContext & { sysctls?: Maybe<readonly { name?: Maybe<string> }[]> }>;
  volumes?: Maybe<readonly SecuredVolume[]>;
  initContainers?: Maybe<readonly SecuredContainer[]>;
  containers?: Maybe<readonly SecuredContainer[]>;
  ephemeralContainers?: Maybe<readonly SecuredContainer[]>;
}

/** A pod, or a template of pods. */
export interface SecuredPod {
  metadata?: Maybe<{ annotations?: Maybe<Readonly<Record<string, string>>> }>;
  spec: SecuredPodSpec;
}

/** Whether a pod says that it is for Windows, which has no seccomp, no capabilities and no privilege escalation. */
export const isForWindows = ({ spec }: SecuredPod): boolean => spec.os?.name === "windows";

/** Whether a pod has a user namespace of its own: its root is nobody on the node. */
export const hasUserNamespace = ({ spec }: SecuredPod): boolean => spec.hostUsers === false;

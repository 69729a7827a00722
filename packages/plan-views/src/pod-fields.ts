/*
 * What the fields of a pod's `spec` hold, as far as the product reads them
 * (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/).
 */
import { secretMark } from "./plan";
import { byName, fieldsOf, flag, listOf, number, numberOrText, required, type Shape, text } from "./typed";

const texts = listOf(text);
const quantities = byName(numberOrText);
const resources = fieldsOf({
  requests: quantities,
  limits: quantities,
  claims: listOf(fieldsOf({ name: text, request: text })),
});

const httpGet = fieldsOf({
  path: text,
  port: numberOrText,
  host: text,
  scheme: text,
  httpHeaders: listOf(fieldsOf({ name: required(text), value: required(text) })),
});
const exec = fieldsOf({ command: texts });
const tcpSocket = fieldsOf({ port: numberOrText, host: text });
const sleep = fieldsOf({ seconds: number });

const probe = fieldsOf({
  initialDelaySeconds: number,
  periodSeconds: number,
  timeoutSeconds: number,
  failureThreshold: number,
  successThreshold: number,
  terminationGracePeriodSeconds: number,
  httpGet,
  tcpSocket,
  grpc: fieldsOf({ port: number, service: text }),
  exec,
});
const hook = fieldsOf({ exec, httpGet, tcpSocket, sleep });

/** Of a pod and of its containers. */
const securityFields = {
  runAsNonRoot: flag,
  runAsUser: number,
  runAsGroup: number,
  seccompProfile: fieldsOf({ type: text, localhostProfile: text }),
  appArmorProfile: fieldsOf({ type: text, localhostProfile: text }),
  seLinuxOptions: fieldsOf({ level: text, role: text, type: text, user: text }),
  windowsOptions: fieldsOf({ hostProcess: flag, runAsUserName: text }),
};

/** An image whose name is a secret of the program stands in a Plan as a mark, of which nobody can say what it names. */
const image: Shape = {
  holds: (value) => typeof value === "string" && value !== secretMark,
  allowed: "a text, and no secret",
};

const container = fieldsOf({
  name: text,
  image,
  command: texts,
  args: texts,
  env: listOf(fieldsOf({ name: required(text), value: text, valueFrom: fieldsOf({}) })),
  envFrom: listOf(
    fieldsOf({ prefix: text, configMapRef: fieldsOf({ name: text }), secretRef: fieldsOf({ name: text }) }),
  ),
  ports: listOf(fieldsOf({ name: text, containerPort: number, hostPort: number, hostIP: text, protocol: text })),
  resources,
  restartPolicy: text,
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  lifecycle: fieldsOf({ preStop: hook, postStart: hook, stopSignal: text }),
  volumeMounts: listOf(fieldsOf({ name: text, mountPath: text })),
  securityContext: fieldsOf({
    ...securityFields,
    privileged: flag,
    allowPrivilegeEscalation: flag,
    readOnlyRootFilesystem: flag,
    procMount: text,
    capabilities: fieldsOf({ add: texts, drop: texts }),
  }),
});

const topologyKey = required({ ...text, allowed: "a label of nodes, such as topology.kubernetes.io/zone" });
const expressions = listOf(fieldsOf({ key: text, operator: text, values: texts }));
const labelSelector = fieldsOf({ matchLabels: byName(text), matchExpressions: expressions });
const nodeTerm = fieldsOf({ matchExpressions: expressions, matchFields: expressions });
const podTerm = fieldsOf({
  labelSelector,
  namespaceSelector: labelSelector,
  namespaces: texts,
  topologyKey,
  matchLabelKeys: texts,
  mismatchLabelKeys: texts,
});
const podTerms = fieldsOf({
  requiredDuringSchedulingIgnoredDuringExecution: listOf(podTerm),
  preferredDuringSchedulingIgnoredDuringExecution: listOf(fieldsOf({ weight: number, podAffinityTerm: podTerm })),
});

/** What is read of a volume beside what it is; the rest is there or not. */
const volume = fieldsOf({
  name: text,
  hostPath: fieldsOf({ path: text, type: text }),
  emptyDir: fieldsOf({ medium: text, sizeLimit: numberOrText }),
});

/** A pod's `spec`. */
export const podSpecShape: Shape = fieldsOf({
  containers: listOf(container),
  initContainers: listOf(container),
  ephemeralContainers: listOf(container),
  resources,
  resourceClaims: listOf(fieldsOf({ name: text, resourceClaimName: text, resourceClaimTemplateName: text })),
  overhead: quantities,
  nodeName: text,
  nodeSelector: byName(text),
  affinity: fieldsOf({
    nodeAffinity: fieldsOf({
      requiredDuringSchedulingIgnoredDuringExecution: fieldsOf({ nodeSelectorTerms: listOf(nodeTerm) }),
      preferredDuringSchedulingIgnoredDuringExecution: listOf(fieldsOf({ weight: number, preference: nodeTerm })),
    }),
    podAffinity: podTerms,
    podAntiAffinity: podTerms,
  }),
  tolerations: listOf(fieldsOf({ key: text, operator: text, value: text, effect: text, tolerationSeconds: number })),
  topologySpreadConstraints: listOf(
    fieldsOf({
      topologyKey,
      maxSkew: number,
      minDomains: number,
      whenUnsatisfiable: text,
      labelSelector,
      matchLabelKeys: texts,
      nodeAffinityPolicy: text,
      nodeTaintsPolicy: text,
    }),
  ),
  terminationGracePeriodSeconds: number,
  restartPolicy: text,
  priorityClassName: text,
  priority: number,
  preemptionPolicy: text,
  schedulerName: text,
  serviceAccountName: text,
  serviceAccount: text,
  runtimeClassName: text,
  imagePullSecrets: listOf(fieldsOf({ name: text })),
  securityContext: fieldsOf({
    ...securityFields,
    fsGroup: number,
    sysctls: listOf(fieldsOf({ name: text, value: text })),
  }),
  hostNetwork: flag,
  hostPID: flag,
  hostIPC: flag,
  hostUsers: flag,
  os: fieldsOf({ name: text }),
  volumes: listOf(volume),
});

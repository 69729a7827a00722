/**
 * The models of the custom resources that we make, types only: nothing of these packages is loaded at run time. They are
 * ECMAScript modules, which a CommonJS file must say when it takes types from them.
 */
export type { IScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject" with {
  "resolution-mode": "import",
};
export type { ITriggerAuthentication } from "@kubernetes-models/keda/keda.sh/v1alpha1/TriggerAuthentication" with {
  "resolution-mode": "import",
};
export type { IClusterSecretStore } from "@kubernetes-models/external-secrets/external-secrets.io/v1/ClusterSecretStore" with {
  "resolution-mode": "import",
};
export type { IExternalSecret } from "@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret" with {
  "resolution-mode": "import",
};
export type { ICertificate } from "@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate" with {
  "resolution-mode": "import",
};
export type { IClusterIssuer } from "@kubernetes-models/cert-manager/cert-manager.io/v1/ClusterIssuer" with {
  "resolution-mode": "import",
};
export type { IGateway } from "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/Gateway" with {
  "resolution-mode": "import",
};
export type { IGatewayClass } from "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/GatewayClass" with {
  "resolution-mode": "import",
};
export type { IHTTPRoute } from "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute" with {
  "resolution-mode": "import",
};
export type { IBackendTrafficPolicy } from "@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/BackendTrafficPolicy" with {
  "resolution-mode": "import",
};
export type { IClientTrafficPolicy } from "@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/ClientTrafficPolicy" with {
  "resolution-mode": "import",
};
export type { IEnvoyPatchPolicy } from "@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/EnvoyPatchPolicy" with {
  "resolution-mode": "import",
};
export type { IEnvoyProxy } from "@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/EnvoyProxy" with {
  "resolution-mode": "import",
};
export type { ISecurityPolicy } from "@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/SecurityPolicy" with {
  "resolution-mode": "import",
};
export type { IPodMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor" with {
  "resolution-mode": "import",
};
export type { IPrometheusRule } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule" with {
  "resolution-mode": "import",
};

/** Of `autoscaling.k8s.io/v1`, for which there is no package of models, the part that we use. */
export interface IVerticalPodAutoscaler {
  apiVersion: "autoscaling.k8s.io/v1";
  kind: "VerticalPodAutoscaler";
  metadata?: object;
  spec: {
    targetRef: { apiVersion: string; kind: string; name: string };
    /** `Off` recommends; `Initial` sets requests of new pods; `Recreate` and `InPlaceOrRecreate` change those that run. */
    updatePolicy: { updateMode: "Off" | "Initial" | "Recreate" | "InPlaceOrRecreate" };
  };
}

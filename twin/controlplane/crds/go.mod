// The modules that carry the custom resource definitions of the platform's services, as near to the versions of the charts as
// there are modules. Nothing of them is built and nothing of what they require is downloaded: `up` asks for each by its version
// and reads the YAML in it. `go mod tidy` would empty this list, because no code imports it.
module breakwater.dev/twin/controlplane/crds

go 1.26.0

require (
	github.com/cert-manager/cert-manager v1.21.2
	github.com/envoyproxy/gateway v1.9.1
	github.com/external-secrets/external-secrets v1.3.2
	github.com/kedacore/keda/v2 v2.20.2
	github.com/prometheus-operator/prometheus-operator v0.85.0
	k8s.io/autoscaler/vertical-pod-autoscaler v1.8.1
	sigs.k8s.io/gateway-api v1.5.1
)

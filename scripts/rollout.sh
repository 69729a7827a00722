#!/usr/bin/env bash
# Waits until the app's pods run the image that the stack names. `pulumi up` ends before they do: of an image that does not start it says nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

help() {
  cat <<'TEXT'
Usage: scripts/rollout.sh [--stack NAME] [--minutes N]

  --stack NAME   stack whose app is waited for (default: dev)
  --minutes N    longest wait for one Deployment (default: 15)
  --help

It asks the cluster as whoever is logged in to az, and changes nothing.

Exit codes: 0 every Deployment runs the image, 1 one does not or cannot be asked, 2 wrong use.
TEXT
}

stack=dev
minutes=15
parse_options --stack=stack --minutes=minutes -- "$@"
[[ $minutes =~ ^[1-9][0-9]*$ ]] || usage_error "--minutes must be a whole number above 0; it is \"$minutes\""

need_stack "$stack"
need_az
need_pulumi
need kubectl "az aks install-cli"
need kubelogin "az aks install-cli"

image=$(deployed_output "$stack" image)
# http://ai-service.production.svc
url=$(deployed_output "$stack" aiService)
namespace=${url#*.}
namespace=${namespace%%.*}

KUBECONFIG=$(mktemp)
export KUBECONFIG
trap 'rm -f "$KUBECONFIG"' EXIT
pulumi stack output kubeconfig --show-secrets --stack "$stack" >"$KUBECONFIG" || die "stack $stack does not tell the kubeconfig of its cluster"

for deployment in ai-service agent-worker; do
  say "Waiting until $namespace/$deployment runs $image …"
  if ! kubectl --namespace "$namespace" rollout status "deployment/$deployment" --timeout "${minutes}m" >&2; then
    kubectl --namespace "$namespace" get pods --output wide >&2 || true
    die "$namespace/$deployment does not run $image after $minutes min. Why: kubectl --namespace $namespace describe deployment $deployment"
  fi
  running=$(kubectl --namespace "$namespace" get deployment "$deployment" --output 'jsonpath={.spec.template.spec.containers[*].image}')
  [[ "$running " == *"$image "* ]] || die "$namespace/$deployment runs $running, and the stack names $image. Run: pulumi up --stack $stack"
done
say "The app runs $image in $namespace."
